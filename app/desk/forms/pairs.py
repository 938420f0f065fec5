"""Two matters side by side, to be judged whether they are one: what each says, where, when, in whose hands, and who asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.core.words import mark, mark_in, translate
from app.desk import times
from app.desk.lists import rows
from app.desk.lists.rows import Line
from app.desk.requests.residents import CHANNELS
from app.evidence import uses
from app.matters.models import Matter
from app.matters.queries import lists, similar
from app.matters.queries.similar import Near
from app.matters.views import rows as light
from app.people.models import Person
from app.requests.followup import contacts

SHOWN = 8
ALIKE = 0.5  # words so much alike that it is said


@dataclass(frozen=True)
class Side:
    """One of the two. `likely`: what speaks for it, in words, where it likely is the same; `reporters`: who asks, in words."""

    line: Line
    photo: str | None
    is_away: bool  # its bytes have not arrived
    distance: str
    likely: str
    reporters: list[str]

    @property
    def value(self) -> str:
        """As a form names it."""
        return f"matter:{self.line.id}"


@dataclass(frozen=True)
class Pair:
    """A matter and what it may be merged with, that which likely is the same first."""

    own: Side
    others: list[Side]

    @property
    def likely(self) -> list[Side]:
        """Those that likely are the same."""
        return [other for other in self.others if other.likely]


def pair_of(matter: Matter, reach: Reach, language: str, named: list[str]) -> Pair:
    """The matter beside those near it; before them the ones `named` (`matter:<id>`), if they are within reach."""
    near = similar.beside(matter, reach)
    ids = [value.removeprefix("matter:") for value in named]
    chosen = list(lists.visible(reach).where(Matter.id.in_(ids))) if ids else []
    known = {one.matter.id: one for one in near}
    first = [known.get(one.id) or similar.judged(matter, one) for one in chosen]
    rest = [one for one in near if one.matter.id not in ids]
    others = [*first, *rest[:SHOWN]]
    own, *sides = _sides([Near(matter, None, False, None, False), *others], reach, language)
    return Pair(own, sides)


def _sides(near: list[Near], reach: Reach, language: str) -> list[Side]:
    matters = [one.matter for one in near]
    lines = rows.lines(matters, reach, language)
    shown = light.many_for_person(matters, reach, language)
    photos = [row["photos"][0] if row["photos"] else None for row in shown]
    missing = set(uses.missing([sha for sha in photos if sha]))
    finders = {row["finder"] for row in shown if row["finder"]}
    names = dict(Person.select(Person.id, Person.name).where(Person.id.in_(sorted(finders))).tuples())
    return [
        Side(
            line, photo, photo in missing, _distance(one, language), _likely(one, language),
            _reporters(one.matter, names.get(row["finder"]), language),
        )
        for one, line, row, photo in zip(near, lines, shown, photos, strict=True)
    ]  # fmt: skip


def _distance(near: Near, language: str) -> str:
    if near.is_same_building:
        return translate(mark("同一个地方"), language)
    if near.metres is None:
        return ""
    return translate(mark("相距 {n} 米"), language, n=round(near.metres))


def _likely(near: Near, language: str) -> str:
    if not near.is_likely:
        return ""
    parts = [translate(mark("同一类事"), language), _distance(near, language)]
    if near.likeness is not None and near.likeness >= ALIKE:
        parts.append(translate(mark("话也相近"), language))
    return translate(mark("、"), language).join(parts)


def _reporters(matter: Matter, finder: str | None, language: str) -> list[str]:
    """Residents by how and when they came, then whoever of the staff found it, as far as the reader may know."""
    asked = contacts.of_matter(matter.id) if matter.resident_asked else []
    found = [
        translate(mark("居民（{channel} {came}）"), language, channel=channel, came=came)
        for channel, came in (
            (translate(CHANNELS[row.channel], language), times.moment(row.received, language))
            for row in asked
        )
    ]
    if matter.finder is not None:
        found.append(finder or translate(mark_in("reporter", "工作人员"), language))
    return found
