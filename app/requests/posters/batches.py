"""Posters are made for every building of an area or for chosen lamps and shops, printed again, and ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core import clock, db, typed
from app.core.problems.problem import Problem
from app.people import events
from app.people.models import Person
from app.requests.models import Poster
from app.requests.posters import codes

KINDS = ("building", "lamp", "shop", "checkpoint")
OF_AREAS = (
    "building",
    "checkpoint",
)  # made for every area of that kind; the others for names that are listed
MAKE_MOST = 10_000  # in one batch
LABEL_MOST = 40
LINES_MOST = 500
PAGE = 50


@dataclass(frozen=True)
class Made:
    """What a batch did."""

    new: int
    there: int  # had a poster already, which stays


@dataclass(frozen=True)
class Wrong:
    """A line of a list that cannot be: its number, its text, and why (a key of `problem_fields.REASONS`)."""

    line: int
    text: str
    reason: str
    parameters: dict[str, Any] = field(default_factory=dict)


class WrongLines(Exception):
    """Nothing was made, because these lines are wrong."""

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__(len(wrong))
        self.wrong = wrong


def require_area(reach: Reach, area: str) -> Area:
    """An area whose posters this person makes. Problem not-found out of reach, forbidden for others."""
    if not reach.sees_area(area):
        raise Problem("not-found")
    permissions.require(reach, "make_posters", area)
    row: Area = Area.get_by_id(area)
    return row


def make(by: Person | None, area: str, kind: str = "building") -> Made:
    """A poster for every building (or checkpoint) of the area and below that has none; those there stay.

    `by` None: the operator. Problems: as `require_area`; bad-value for another kind or over ten thousand at once.
    """
    if kind not in OF_AREAS:
        raise Problem("bad-value", ("kind", "not-a-choice"))
    with db.transaction():
        _require(by, area)
        day = clock.today().isoformat()
        wanted = Area.select(Area.code).where(
            Area.code.in_(tree.below(area)), Area.kind == kind, Area.begins <= day, Area.ends >= day
        )
        have = Poster.select(Poster.area).where(
            Poster.kind == kind, Poster.ended.is_null(), Poster.label == "", Poster.area.in_(tree.below(area))
        )
        areas = [row[0] for row in wanted.where(Area.code.not_in(have)).limit(MAKE_MOST + 1).tuples()]
        if len(areas) > MAKE_MOST:
            raise Problem("bad-value", ("area", "too-many", {"most": MAKE_MOST}))
        codes = _insert(by, kind, [(code, "") for code in sorted(areas)])
        _note(by, area, kind, codes)
        return Made(len(codes), wanted.count() - len(codes))


def make_listed(by: Person | None, area: str, kind: str, text: str) -> Made:
    """A poster for each line "name, near which building" (lamps, shops, checkpoints); those there stay.

    A line without a building stands for the area itself. WrongLines where one is wrong, and then nothing is made.
    Problems: as `require_area`; bad-value for an unknown kind or too many lines.
    """
    if kind not in KINDS:
        raise Problem("bad-value", ("kind", "not-a-choice"))
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise Problem("bad-value", ("list", "missing"))
    if len(lines) > LINES_MOST:
        raise Problem("bad-value", ("list", "too-many", {"most": LINES_MOST}))
    with db.transaction():
        _require(by, area)
        wanted = list(dict.fromkeys(_read(lines, area)))
        have = set(
            Poster.select(Poster.area, Poster.label)
            .where(Poster.kind == kind, Poster.ended.is_null(), Poster.area.in_(tree.below(area)))
            .tuples()
        )
        codes = _insert(by, kind, [entry for entry in wanted if entry not in have])
        _note(by, area, kind, codes)
        return Made(len(codes), len(wanted) - len(codes))


def _require(by: Person | None, area: str) -> None:
    if by is not None:
        require_area(reach_of(by), area)
    elif not Area.select().where(Area.code == area).exists():
        raise Problem("unknown-area", ("area", "not-here"))


def _read(lines: list[tuple[int, str]], area: str) -> list[tuple[str, str]]:
    """(area, label) of each line; WrongLines naming every wrong one."""
    near = _Near(area)
    result, wrong = [], []
    for number, line in lines:
        label, _, where = line.replace("，", ",").replace("\t", ",").partition(",")
        label, where = label.strip(), where.strip()
        try:
            if not label:
                raise Problem("bad-value", ("name", "missing"))
            if len(label) > LABEL_MOST:
                raise Problem("bad-value", ("name", "too-long", {"most": LABEL_MOST}))
            result.append((near.find(where), label))
        except Problem as problem:
            _, reason, parameters = problem.errors[0]
            wrong.append(Wrong(number, line[:80], reason, parameters))
    if wrong:
        raise WrongLines(wrong)
    return result


class _Near:
    """Finds what a line names by code or by name, within an area."""

    def __init__(self, area: str) -> None:
        self.area = area
        day = clock.today().isoformat()
        rows = Area.select(Area.code, Area.name).where(
            Area.code.in_(tree.below(area)), Area.begins <= day, Area.ends >= day
        )
        self.by_name: dict[str, list[str]] = {}
        for code, name in rows.tuples():
            self.by_name.setdefault(name, []).append(code)
            self.by_name.setdefault(code, []).append(code)

    def find(self, words: str) -> str:
        """The code; the area itself for nothing said. Problem bad-value."""
        if not words:
            return self.area
        matches = self.by_name.get(words) or self.by_name.get(typed.code(words), [])
        if len(matches) > 1:
            raise Problem("bad-value", ("area", "several-areas", {"codes": "、".join(sorted(matches)[:5])}))
        if not matches:
            raise Problem("bad-value", ("area", "not-here"))
        return matches[0]


def _insert(by: Person | None, kind: str, wanted: Iterable[tuple[str, str]]) -> list[str]:
    """The fresh codes; none is given twice."""
    places = list(wanted)
    made_by = by.id if by else None
    fresh = _fresh(len(places))
    rows = [
        {"code": code, "kind": kind, "area": area, "label": label, "made_by": made_by}
        for code, (area, label) in zip(fresh, places, strict=True)
    ]
    for start in range(0, len(rows), 100):
        Poster.insert_many(rows[start : start + 100]).execute()
    return fresh


def _fresh(count: int) -> list[str]:
    """So many codes that no poster has."""
    fresh: dict[str, None] = {}
    while len(fresh) < count:
        drawn = list({codes.new(): None for _ in range(min(count - len(fresh), 500))})
        taken = {row[0] for row in Poster.select(Poster.code).where(Poster.code.in_(drawn)).tuples()}
        fresh |= dict.fromkeys(code for code in drawn if code not in taken)
    return list(fresh)


def _note(by: Person | None, area: str, kind: str, codes: list[str]) -> None:
    if codes:
        events.note(
            by, "area", area, "posters_made", None, {"kind": kind, "count": len(codes), "codes": codes[:1000]}
        )


def live_posters(area: str | None, kind: str | None = None) -> ModelSelect:
    """Posters that are printed, of the area and below (None: of everywhere), in the order one walks."""
    posters = Poster.select().where(Poster.ended.is_null())
    if area is not None:
        posters = posters.where(Poster.area.in_(tree.below(area)))
    if kind is not None:
        posters = posters.where(Poster.kind == kind)
    return posters.order_by(Poster.area, Poster.kind, Poster.label, Poster.code)


def end(by: Person, code: str) -> str:
    """Do not print it any more, and what area it stood for; what hangs somewhere goes on opening the form. Asking twice
    is harmless. Problem not-found where there is none in reach."""
    with db.transaction():
        poster = Poster.get_or_none(Poster.code == code)
        reach = reach_of(by)
        if poster is None or not reach.sees_area(poster.area):
            raise Problem("not-found")
        permissions.require(reach, "make_posters", poster.area)
        if poster.ended is None:
            Poster.update(ended=clock.now()).where(Poster.code == code).execute()
            events.note(by, "area", poster.area, "poster_ended", None, {"code": code})
        area: str = poster.area
        return area


def rotate() -> int:
    """Begin a new generation of signatures, for the operator; the new generation."""
    with db.transaction():
        after = codes.rotate()
        events.note(None, "store", "posters", "posters_rotated", None, {"generation": after})
        return after
