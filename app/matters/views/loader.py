"""Everything a page of matters needs, read in a handful of queries whatever the number of matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from app.areas.access.reach import Reach, reach_of
from app.areas.models import DESK_ROLES, FIELD_ROLES, Post, Unit
from app.core import clock
from app.core.prepared import Among
from app.core.remembered import remembered
from app.core.words import translate
from app.ledger.models import Entry
from app.ledger.sentences import Names, targets
from app.matters.area_staff import Ground
from app.matters.models import Call, Category, Matter, Support
from app.matters.moves import table
from app.matters.queries import neighbours
from app.matters.responsibility import Duties, Duty
from app.matters.workflow import labels
from app.matters.workflow.roles import Standing
from app.people.models import Person

_IS_OF_MATTER = Entry.kind == "matter"
_ENTRIES = Among(lambda ids: Entry.select().where(_IS_OF_MATTER, Entry.subject.in_(ids)).order_by(Entry.seq))
_REPORTS = Among(
    lambda ids: (
        Entry.select()
        .where(_IS_OF_MATTER, Entry.subject.in_(ids), Entry.verb == "report")
        .order_by(Entry.seq)
    )
)
_CALLS = Among(lambda ids: Call.select().where(Call.matter.in_(ids)).order_by(Call.entry))
_SUPPORTS = Among(lambda ids: Support.select().where(Support.matter.in_(ids)))
_MERGED = Among(lambda ids: Matter.select().where(Matter.merged_into.in_(ids)))
_PEOPLE = Among(lambda ids: Person.select().where(Person.id.in_(ids)))
_UNITS = Among(lambda codes: Unit.select().where(Unit.code.in_(codes)))
_NUMBERS = Among(lambda ids: Matter.select(Matter.id, Matter.number).where(Matter.id.in_(ids)))


@remembered
def _categories() -> dict[str, Category]:
    return {row.code: row for row in Category.select()}


class Reading:
    """The entries, names, calls and supports of some matters, for one reader; of `light` rows the reports and holders alone."""

    def __init__(
        self, matters: list[Matter], reader: Person | Reach, language: str, light: bool = False
    ) -> None:
        self.language = language
        self.reach: Reach = reader if isinstance(reader, Reach) else reach_of(reader)
        self.ground = Ground()
        self.categories = _categories()
        ids = [matter.id for matter in matters]
        self.calls = _grouped(_CALLS.all_of(Call, ids), "matter")
        self.supports = _grouped(_SUPPORTS.all_of(Support, ids), "matter")
        if light:
            self.entries = _grouped(_REPORTS.all_of(Entry, ids), "subject")
            self._name_holders(matters)
            return
        self.entries = _grouped(_ENTRIES.all_of(Entry, ids), "subject")
        self.merged = _grouped(_MERGED.all_of(Matter, ids), "merged_into")
        self._things = {matter.category for matter in matters}
        self._name(matters)

    def _name_holders(self, matters: list[Matter]) -> None:
        self.ground.learn({code for m in matters for code in (m.area, m.holder_desk) if code})
        self.people = _people({p for m in matters for p in (m.finder, m.holder_person, m.resolver) if p})
        self.units = _units({m.holder_unit for m in matters if m.holder_unit})

    def _name(self, matters: list[Matter]) -> None:
        everything = [entry for group in self.entries.values() for entry in group]
        areas = {code for m in matters for code in (m.area, m.level, m.holder_desk, m.confirm_desk) if code}
        areas |= {(entry.body or {}).get("level") or entry.level or "" for entry in everything}
        areas |= {(entry.body or {}).get("area") or "" for entry in everything}
        chains = {code for m in matters for code in (*self.ground.chain(m.area), *self.ground.chain(m.level))}
        self._above = chains
        self._desks = {m.holder_desk for m in matters if m.holder_desk}
        self.ground.learn({code for code in areas | chains if code} | _targets(everything, "area"))
        people = {p for m in matters for p in (m.finder, m.holder_person, m.taken_by, m.resolver) if p}
        people |= {entry.by for entry in everything if entry.by} | _targets(everything, "person")
        people |= {(entry.body or {}).get("from") or "" for entry in everything}
        ways = [(entry.body or {}).get("came") or {} for entry in everything]
        people |= {way[key] for way in ways for key in ("sender", "released_by") if key in way}
        people |= {row.code for group in self.supports.values() for row in group if row.kind == "person"}
        self.people = _people(people)
        units = {m.holder_unit for m in matters if m.holder_unit} | _targets(everything, "unit")
        units |= {(entry.body or {}).get("by_unit") or "" for entry in everything}
        units |= {call.unit for group in self.calls.values() for call in group}
        units |= {row.code for group in self.supports.values() for row in group if row.kind == "unit"}
        self.units = _units(units)
        others = _targets(everything, "matter") | {m.merged_into for m in matters if m.merged_into}
        self.numbers: dict[str, str] = dict(_NUMBERS.rows(sorted(others)))

    @cached_property
    def _duties(self) -> Duties:
        return Duties({code: self.categories[code] for code in sorted(self._things)}, sorted(self._above))

    def duty_for(self, matter: Matter) -> Duty | None:
        """Who has it by the responsibility list where it lies."""
        level = matter.level
        return self._duties.duty_for(matter.category, self.ground.kind(level), self.ground.chain(level))

    @cached_property
    def desks(self) -> dict[str, Person]:
        """Whom to ring at each desk that holds one of the matters: whoever has been in post there longest."""
        day = clock.today().isoformat()
        posts = (
            Post.select(Post, Person)
            .join(Person)
            .where(Post.area.in_(sorted(self._desks)), Post.role.in_(DESK_ROLES), Person.phone.is_null(False))
            .where(Post.begins <= day, Post.ends >= day, Person.ended.is_null())
            .order_by(Post.begins.desc(), Post.id.desc())
        )
        return {post.area_id: post.person for post in posts}

    @cached_property
    def colleagues(self) -> dict[str, list[dict[str, str]]]:
        """Workers, leads and guides by the area of their post, for a desk to choose from; one query for the page."""
        day = clock.today().isoformat()
        posts = (
            Post.select(Post, Person)
            .join(Person)
            .where(Post.area.in_(sorted(self._above)), Post.role.in_(FIELD_ROLES))
            .where(Post.begins <= day, Post.ends >= day, Person.ended.is_null())
            .order_by(Post.begins, Post.id)
        )
        by_area: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        for post in posts:
            by_area[post.area_id].append({"id": post.person_id, "name": post.person.name, "role": post.role})
        return by_area

    def standing(self, matter: Matter) -> Standing:
        """How the reader stands to the matter."""
        calls = tuple(self.calls[matter.id])
        actor = "person" if self.reach.person else "unit"
        return Standing(matter, self.reach, self.ground, calls, actor, tuple(self.supports[matter.id]))

    @cached_property
    def neighbours(self) -> set[str]:
        """Those of the people who are building heads and nothing else."""
        return neighbours.among(self.people)

    def is_veiled(self, matter: Matter, person: str | None) -> bool:
        """Whether the reader may learn of this person only that it is a neighbour."""
        return person in self.neighbours and not neighbours.may_know(self.reach, matter, self.ground)

    def name(self, matter: Matter, person: str | None) -> str | None:
        """The person's name as far as the reader may know it."""
        if person not in self.people:
            return None
        veiled = self.is_veiled(matter, person)
        return translate(labels.SOMEBODY, self.language) if veiled else self.people[person].name

    def names(self, hidden: set[str], veiled: set[str] | frozenset[str] = frozenset()) -> Names:
        """The names for sentences, without those that must not be known; the veiled are neighbours."""
        somebody = translate(labels.SOMEBODY, self.language)
        reasons = {code: translate(words, self.language) for code, words in table.REASONS.items()}
        return Names(
            {
                key: somebody if key in veiled else row.name
                for key, row in self.people.items()
                if key not in hidden
            },
            {key: row.name for key, row in self.units.items()},
            self.ground.names(),
            self.numbers,
            reasons,
        )

    def may_read(self, matter: Matter) -> bool:
        """Whether the reporter's name and words may be shown: confidential ones not to a head or handler."""
        return not matter.confidential or matter.finder == self.reach.person or self.may_hear(matter)

    def may_hear(self, matter: Matter) -> bool:
        """Whether everything said in confidence may be shown, also by residents who joined it."""
        near = self.ground.near(matter.area, matter.level)
        others = (p for p in self.reach.posts if p.role not in ("building_head", "handler"))
        return any(post.area_id in near for post in others)


def _grouped(rows: Iterable[Any], key: str) -> defaultdict[str, list[Any]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def _targets(entries: list[Entry], kind: str) -> set[str]:
    """The codes of that kind that the entries are addressed to."""
    named = (target for entry in entries for target in targets(entry.body or {}))
    return {target.partition(":")[2] for target in named if target.startswith(f"{kind}:")}


def _people(wanted: set[str]) -> dict[str, Person]:
    return {row.id: row for row in _PEOPLE.all_of(Person, sorted(wanted - {""}))}


def _units(wanted: set[str]) -> dict[str, Unit]:
    return {row.code: row for row in _UNITS.all_of(Unit, sorted(wanted - {""}))}
