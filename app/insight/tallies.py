"""How many matters of a kind there are in a wide area, kept beside the courses: a street's or a city's year is some thousand rows, not a million."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from peewee import fn

from app.areas import history, tree
from app.areas.models import Area, LayBelow, Successor
from app.core.remembered import remembered
from app.insight.course import RANKS, STREET
from app.insight.figures import ANSWERED, CLOSED, RECEIVED
from app.insight.models import ADDED, NEITHER, Course, Tally

WIDE = STREET  # the rank from which on an area has tallies of its own
Kind = tuple[Any, ...]  # the key of a tally
NAMES = Tally._meta.primary_key.field_names

# what a tally has of a course as it is
_LIKE = ("origin", "void", "highest", "at_once", "in_time", "minutes", "confirmed")
_ANSWER = {
    "origin": "", "void": False, "highest": 0, "at_once": False, "in_time": NEITHER, "minutes": NEITHER,
    "confirmed": NEITHER, "reopened": 0,
}  # fmt: skip
# how long what was received waited for a first answer, of a day and of a month: no two minutes are alike, so that beside the
# rest of what a matter has they would make a tally of nearly each
WAITED, WAITED_MONTH = "waited", "waited_month"


@remembered
def is_wide(code: str) -> bool:
    """Whether the area has tallies."""
    kind = Area.select(Area.kind).where(Area.code == code).scalar()
    return RANKS.get(kind, 0) >= WIDE


def first_day(code: str) -> dt.date | None:
    """The day on which the first thing came in the area as it is now; None: nothing has."""
    if is_wide(code):
        here = (Tally.area == code) & (Tally.moment == RECEIVED) & (Tally.category == "")
        day = Tally.select(Tally.span).where(here).order_by(Tally.span).limit(1).scalar()
    else:
        day = Course.select(fn.MIN(Course.received_day)).where(Course.area.in_(tree.below(code))).scalar()
    return dt.date.fromisoformat(day) if day else None


def kinds(course: Mapping[str, Any]) -> Iterator[Kind]:
    """The tallies in which a course counts: of every wide area in which its place lay on that day."""
    beside = {"minutes": NEITHER, "reopened": min(course["reopened"], 1), "yes": NEITHER}
    like = {name: course[name] for name in _LIKE} | beside
    for moment, day in ((RECEIVED, course["received_day"]), (CLOSED, course["closed_day"])):
        if day is None:
            continue
        for area in _wide_above(course["area"], day):
            yield (area, moment, day, "", "", *_in_order(like))
            yield (area, moment, day[:7], course["category"], course["channel"], *_in_order(like))
    if course["minutes"] != NEITHER:
        yield from _waited(course)


def _waited(course: Mapping[str, Any]) -> Iterator[Kind]:
    """The tallies in which its minutes count."""
    like = {**_ANSWER, "yes": NEITHER, **{name: course[name] for name in ("void", "at_once", "minutes")}}
    day = course["received_day"]
    for area in _wide_above(course["area"], day):
        yield (area, WAITED, day, "", "", *_in_order(like))
        yield (area, WAITED_MONTH, day[:7], "", "", *_in_order(like))


def answered(answer: Mapping[str, Any]) -> Iterator[Kind]:
    """The tallies in which an answer counts."""
    like = {**_ANSWER, "yes": answer["yes"]}
    for area in _wide_above(answer["area"], answer["day"]):
        yield (area, ANSWERED, answer["day"], "", "", *_in_order(like))
        yield (area, ANSWERED, answer["day"][:7], answer["category"], answer["channel"], *_in_order(like))


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


def move(
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    kinds_of: Callable[[Mapping[str, Any]], Iterator[Kind]] = kinds,
) -> None:
    """Count these courses or answers as they are now, and no more as they were before."""
    changes: Counter[Kind] = Counter()
    for one in after:
        changes.update(kinds_of(one))
    for one in before:
        changes.subtract(kinds_of(one))
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
