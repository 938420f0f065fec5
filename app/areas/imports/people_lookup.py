"""Everything a people table is compared with, read once: areas and units by code and name, persons, posts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import FOREVER, Area, Post, Unit
from app.core import clock, typed
from app.core.problems.problem import Problem
from app.people.models import Person

Why = tuple[str, str, dict[str, object]]
_SEVERAL = re.compile(r"\S[、，,;；/和及与]\s*\S")  # between two places in one cell


@dataclass(frozen=True)
class Lookup:
    """What was in the database when the table was read."""

    areas: dict[str, Area]
    area_names: dict[str, list[str]]
    units: dict[str, Unit]
    unit_names: dict[str, list[str]]
    ended_units: dict[str, str]  # code or plain name → name, where no unit that stands is meant
    by_phone: dict[str, Person]
    by_staff_no: dict[str, Person]
    by_login: dict[str, Person]
    held: dict[tuple[str, str, str, str | None], list[Post]]
    allowed: dict[str, bool] = field(default_factory=dict)

    def may_give_posts(self, reach: Reach, act: str, area: str) -> bool:
        """Whether whoever does the act may give posts at the area; asked of the database once an area."""
        if area not in self.allowed:
            self.allowed[area] = permissions.may(reach, act, area)
        return self.allowed[area]

    def title(self, code: str) -> str:
        """The area's name with that of the one above it."""
        area = self.areas[code]
        above = self.areas.get(area.parent_id) if area.parent_id else None
        return f"{above.name} {area.name}" if above is not None else area.name

    def area(self, text: str) -> str:
        """The code of the area with this code, name, or names from above down. Raises Problem bad-value."""
        if not text:
            raise Problem("bad-value", ("area", "missing"))
        if typed.code(text) in self.areas:
            return typed.code(text)
        codes = self.area_names.get(plain(text), [])
        if len(codes) > 1:
            raise Problem("bad-value", ("area", "several-areas", {"codes": "、".join(codes[:5])}))
        if not codes:
            raise Problem("bad-value", ("area", "several-in-one" if _SEVERAL.search(text) else "not-here"))
        return codes[0]

    def unit(self, text: str, role: str) -> str | None:
        """The code of a handler's unit; None for other roles, whatever the cell says. Raises Problem bad-value."""
        if role != "handler":
            return None
        if typed.code(text) in self.units:
            return typed.code(text)
        codes = self.unit_names.get(plain(text), [])
        ended = self.ended_units.get(typed.code(text)) or self.ended_units.get(plain(text))
        if not codes and ended is not None:
            raise Problem("bad-value", ("unit", "unit-ended", {"name": ended}))
        if len(codes) != 1:
            reason = "missing" if not text else "several-areas" if codes else "not-here"
            raise Problem("bad-value", ("unit", reason, {"codes": "、".join(codes[:5])}))
        return codes[0]

    def person(self, name: str, phone: str | None, staff_no: str | None) -> tuple[Person | None, Why | None]:
        """Who is meant, None for a new person; or why the row cannot be taken.

        A staff number is proof enough for a change of name or phone; a phone number alone may have a new owner.
        """
        by_staff = self.by_staff_no.get(staff_no) if staff_no else None
        by_phone = self.by_phone.get(phone) if phone else None
        known = by_staff or by_phone
        if by_staff is not None and by_phone is not None and by_staff.id != by_phone.id:
            return None, ("phone", "belongs-to", {"name": veiled(by_phone)})
        if known is not None and known.ended is not None:
            return None, ("name", "has-left", {"name": veiled(known)})
        if known is not None and by_staff is None and known.name != name:
            return None, ("phone", "belongs-to", {"name": veiled(known)})
        for number, column in ((phone, "phone"), (staff_no, "staff_no")):
            others = (self.by_phone, self.by_staff_no, self.by_login)
            owner = next((table[number] for table in others if number in table), None) if number else None
            if owner is not None and (known is None or owner.id != known.id):
                return None, (column, "belongs-to", {"name": veiled(owner)})
        return known, None

    def post(
        self,
        person: Person | None,
        area: str,
        role: str,
        unit: str | None,
        begins: str | None,
        ends: str | None,
    ) -> Post | None:
        """The person's post that the row means: one with the same role and place whose time overlaps the row's."""
        if person is None:
            return None
        posts = self.held.get((person.id, area, role, unit), [])
        first, last = begins or clock.today().isoformat(), ends or FOREVER
        return next((post for post in posts if post.begins <= last and post.ends >= first), None)

    def posts(self) -> list[Post]:
        """All posts."""
        return [post for several in self.held.values() for post in several]


def veiled(person: Person) -> str:
    """Enough of a name to know who is meant for one who knows them: the first character."""
    return person.name[:1] + "*" * (len(person.name) - 1)


def plain(text: str) -> str:
    """A name as it is compared: without spaces and separators."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in "/\\>-·,")


def load() -> Lookup:
    """Read it all."""
    today = clock.today()
    areas = {area.code: area for area in Area.select() if area.on(today)}
    every = list(Unit.select())
    units = {unit.code: unit for unit in every if unit.stands(clock.now())}
    ended = [unit for unit in every if unit.code not in units]
    people = list(Person.select())
    return Lookup(
        areas=areas,
        area_names=named_areas(areas),
        units=units,
        unit_names=_grouped((plain(unit.name), code) for code, unit in units.items()),
        ended_units={key: unit.name for unit in ended for key in (unit.code, plain(unit.name))},
        by_phone={person.phone: person for person in people if person.phone},
        by_staff_no={person.staff_no: person for person in people if person.staff_no},
        by_login={person.login: person for person in people if person.login},
        held=_held(),
    )


def named_areas(areas: dict[str, Area]) -> dict[str, list[str]]:
    """Each area by its name alone and with the names of one, two … areas above it in front."""
    pairs: list[tuple[str, str]] = []
    for code, area in areas.items():
        name, above = plain(area.name), area.parent_id
        pairs.append((name, code))
        while above in areas:
            name = plain(areas[above].name) + name
            pairs.append((name, code))
            above = areas[above].parent_id
    return _grouped(pairs)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name, code in pairs:
        if code not in groups.setdefault(name, []):
            groups[name].append(code)
    return groups


def _held() -> dict[tuple[str, str, str, str | None], list[Post]]:
    posts: dict[tuple[str, str, str, str | None], list[Post]] = {}
    for post in (
        Post.select(Post, Person)
        .join(Person)
        .where(Post.absence.is_null())
        .order_by(Post.ends.desc(), Post.id)
    ):
        posts.setdefault((post.person_id, post.area_id, post.role, post.unit_id), []).append(post)
    return posts
