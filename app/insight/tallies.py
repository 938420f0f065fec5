"""How many matters of a kind there are in a wide area, kept beside the courses: a street's or a city's year is some thousand rows, not a million."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from peewee import SQL, Case, Expression, Value, fn

from app.areas import history, tree
from app.areas.models import Area, LayBelow, Successor
from app.core.remembered import remembered
from app.insight.course import RANKS, STREET
from app.insight.figures import CLOSED, RECEIVED, Figure
from app.insight.models import ADDED, NEITHER, Tally

WIDE = STREET  # the rank from which on an area has tallies of its own
Kind = tuple[Any, ...]  # the key of a tally
NAMES = Tally._meta.primary_key.field_names

# what a tally has of a course as it is
_LIKE = ("void", "highest", "at_once", "in_time", "minutes", "confirmed")


@remembered
def is_wide(code: str) -> bool:
    """Whether the area has tallies."""
    kind = Area.select(Area.kind).where(Area.code == code).scalar()
    return RANKS.get(kind, 0) >= WIDE


def kinds(course: Mapping[str, Any]) -> Iterator[Kind]:
    """The tallies in which a course counts: of every wide area in which its place lay on that day."""
    like = {name: course[name] for name in _LIKE} | {"reopened": min(course["reopened"], 1)}
    of_month = {**like, "minutes": NEITHER}
    for moment, day in ((RECEIVED, course["received_day"]), (CLOSED, course["closed_day"])):
        if day is None:
            continue
        for area in _wide_above(course["area"], day):
            yield (area, moment, day, "", "", *_in_order(like))
            yield (area, moment, day[:7], course["category"], course["channel"], *_in_order(of_month))


def _in_order(like: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(like[name] for name in NAMES[-len(like) :])


def _wide_above(area: str, day: str) -> tuple[str, ...]:
    date = dt.date.fromisoformat(day)
    if not history.has_changed_since(date):
        return _wide_now(area)
    return tuple(code for code in history.chain_on(area, date) if is_wide(code))


@remembered
def _wide_now(area: str) -> tuple[str, ...]:
    return tuple(code for code in tree.chain(area) if is_wide(code))


def move(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> None:
    """Count these courses as they are now, and no more as they were before."""
    changes: Counter[Kind] = Counter()
    for course in after:
        changes.update(kinds(course))
    for course in before:
        changes.subtract(kinds(course))
    for kind, change in sorted(changes.items()):
        if change:
            ADDED.send(**dict(zip(NAMES, kind, strict=True)), matters=change)


@remembered
def drawn() -> str:
    """What names how the areas were drawn until now: another one, and everything is counted anew."""
    moved = Area.select(Area.code, Area.parent).where(Area.code.in_(LayBelow.select(LayBelow.area)))
    rows = [
        *moved.order_by(Area.code).tuples(),  # of two moves in one day the rows below tell the first alone
        *LayBelow.select(LayBelow.area, LayBelow.until, LayBelow.parent).order_by(LayBelow.area, LayBelow.until).tuples(),
        *Successor.select(Successor.area, Successor.successor, Successor.day).order_by(Successor.area, Successor.successor).tuples(),
    ]  # fmt: skip
    return hashlib.blake2b(repr(rows).encode(), digest_size=12).hexdigest()


def count(
    figure: Figure, condition: Expression, *columns: Any, is_by_minutes: bool = False
) -> Iterator[tuple[Any, ...]]:
    """(the columns, matters, of them the part) of the tallies of this condition; with their minutes between, where a median is wanted."""
    parts = figure.parts_in(Tally)
    part = Case(None, [(parts.part, Tally.matters)], 0) if parts.part is not None else Value(0)
    minutes = (Tally.minutes,) if is_by_minutes else ()
    rows = Tally.select(*columns, *minutes, fn.SUM(Tally.matters), fn.SUM(part)).where(
        Tally.moment == figure.moment, condition, parts.of
    )
    by = [SQL(str(at)) for at in range(1, len(columns) + len(minutes) + 1)]
    yield from rows.group_by(*by).tuples().iterator()
