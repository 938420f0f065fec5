"""What is asked of the figures: an area, days, perhaps one thing, platform or channel; and the groups that it falls into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Any, NamedTuple

from peewee import Expression, fn

from app.areas import history, tree
from app.core.remembered import remembered
from app.insight.figures import CALLED, STOOD, Figure
from app.matters.models import Category

DAY, WEEK, MONTH, AREA, PLATFORM, CATEGORY, CHANNEL, UNIT = BY = (
    "day", "week", "month", "area", "platform", "category", "channel", "unit",
)  # fmt: skip
TIMES = (DAY, WEEK, MONTH)
THINGS = (PLATFORM, CATEGORY, CHANNEL)  # into which a number falls whole: each has its share of it


@dataclass(frozen=True)
class Question:
    """What there is of an area and all below it, from the first to the last day, both included; None: whatever."""

    area: str
    first: dt.date
    last: dt.date
    category: str | None = None
    platform: str | None = None
    channel: str | None = None
    unit: str | None = None
    alone: bool = False  # of the area itself, without what is below it

    @property
    def is_of_redrawn(self) -> bool:
        """Whether anything lies elsewhere today than on the first of these days."""
        return history.has_changed_since(self.first)


def tells(figure: Figure, question: Question, by: str | None = None) -> bool:
    """Whether the figure can be asked so: units are of calls alone, and of buildings there is neither thing nor channel."""
    is_of_unit = question.unit is not None or by == UNIT
    is_of_things = (question.category, question.platform, question.channel) != (None, None, None)
    if figure.moment == STOOD:
        return not is_of_unit and not is_of_things and by not in (PLATFORM, CATEGORY, CHANNEL)
    return figure.moment == CALLED or not is_of_unit


class Dated(NamedTuple):
    """Rows of a table that lie at a place (`area`) on a day, as a figure's do."""

    table: Any
    day: Any


def asked_for(question: Question, rows: Figure | Dated, is_walk: bool = False) -> Expression:
    """The condition of a matter, answer or call that is asked about: its place lies here now, or did on one of these days (`lies_here`).

    `is_walk`: so written that the database walks along the days, for a page of a list; else it looks up area by area.
    """
    roots = [question.area]
    if question.is_of_redrawn:
        before = history.once_below(question.area, question.first)
        roots += {*before, *history.now_of(question.area, question.first)}  # also what took over from it
    table, day = rows.table, rows.day
    conditions = [day >= question.first.isoformat(), day <= question.last.isoformat()]
    if not is_walk:
        conditions.append(table.area.in_(tree.below(*roots)))
    elif not any(tree.is_everything(root) for root in roots):
        conditions.append(tree.lies_below(table.area, roots))
    if question.alone:
        conditions.append(table.area == question.area)
    if question.unit is not None:
        conditions.append(table.unit == question.unit)
    return reduce(and_, conditions) & of_things(question, table)


def of_things(question: Question, of: Any) -> Expression:
    """The condition of the things and channels asked about, of rows or of the tallies of months."""
    conditions = [of.category != ""]
    if question.category is not None:
        conditions.append(of.category == question.category)
    if question.platform is not None:
        conditions.append(of.category.in_(_things_of(question.platform)))
    if question.channel is not None:
        conditions.append(of.channel == question.channel)
    return reduce(and_, conditions)


def lies_here(question: Question, area: str, day: str) -> bool:
    """Whether the area lay in the one that is asked about on that day."""
    return not question.is_of_redrawn or history.lay_below(area, question.area, dt.date.fromisoformat(day))


@remembered
def platforms() -> dict[str, str]:
    """Code of a thing or class → its platform."""
    return dict(Category.select(Category.code, Category.platform).tuples())


def _things_of(platform: str) -> list[str]:
    return [code for code, name in platforms().items() if name == platform]


@dataclass(frozen=True)
class Grouping:
    """How a question falls into groups: what the database groups by, and which group that belongs to."""

    column: Callable[[Any, Any], Any]  # (table, its column of the day) → column
    group_of: Callable[[Question, str, str], str]  # (question, the column's value, the day) → group
    narrowed: Callable[[Question, str], Question]


def _monday(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return (date - dt.timedelta(days=date.weekday())).isoformat()


def _within(question: Question, first: dt.date, days: int) -> Question:
    last = first + dt.timedelta(days=days - 1)
    return replace(question, first=max(first, question.first), last=min(last, question.last))


def _days_of_month(month: str) -> tuple[dt.date, int]:
    first = dt.date.fromisoformat(f"{month}-01")
    return first, (next_month(first) - first).days


def next_month(day: dt.date) -> dt.date:
    """The first of the month that follows."""
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)


def _part(question: Question, area: str, day: str) -> str:
    """The area right below the one asked about in which this one lay on the day; itself where it is in none."""
    if not question.is_of_redrawn:
        return tree.part_of(question.area, area)
    chain = history.chain_on(area, dt.date.fromisoformat(day))
    at = chain.index(question.area) if question.area in chain else 0
    return chain[at - 1] if at else question.area


def narrowed_to(question: Question, area: str) -> Question:
    """Of one of the parts; of the area itself, what is in none."""
    return replace(question, alone=True) if area == question.area else replace(question, area=area)


def _day(_: Any, day: Any) -> Any:
    return day


GROUPINGS: dict[str, Grouping] = {
    DAY: Grouping(_day, lambda _, day, __: day, lambda q, day: _within(q, dt.date.fromisoformat(day), 1)),
    WEEK: Grouping(
        _day, lambda _, day, __: _monday(day), lambda q, day: _within(q, dt.date.fromisoformat(day), 7)
    ),
    MONTH: Grouping(
        lambda _, day: fn.SUBSTR(day, 1, 7),
        lambda _, month, __: month,
        lambda q, month: _within(q, *_days_of_month(month)),
    ),
    AREA: Grouping(lambda table, _: table.area, _part, narrowed_to),
    PLATFORM: Grouping(
        lambda table, _: table.category,
        lambda _, thing, __: platforms().get(thing, ""),
        lambda q, platform: replace(q, platform=platform),
    ),
    CATEGORY: Grouping(
        lambda table, _: table.category,
        lambda _, thing, __: thing,
        lambda q, thing: replace(q, category=thing),
    ),
    CHANNEL: Grouping(
        lambda table, _: table.channel, lambda _, way, __: way, lambda q, way: replace(q, channel=way)
    ),
    UNIT: Grouping(
        lambda table, _: table.unit, lambda _, unit, __: unit, lambda q, unit: replace(q, unit=unit)
    ),
}


def groups_in_order(question: Question, by: str, found: set[str]) -> list[str]:
    """The groups that are told: every day, week, month and area there is, also where nothing was; of the rest those found.

    In the order of time, of the tree, or of their names: nothing stands above another for its figures.
    """
    if by == AREA:
        parts = tree.parts_of(question.area)
        return [*parts, *sorted(found - set(parts))]
    if by in TIMES:
        return list(dict.fromkeys(_moment_of(by, day) for day in _days(question)))
    return sorted(found)


def _days(question: Question) -> Iterator[str]:
    for number in range((question.last - question.first).days + 1):
        yield (question.first + dt.timedelta(days=number)).isoformat()


def _moment_of(by: str, day: str) -> str:
    return {DAY: day, WEEK: _monday(day), MONTH: day[:7]}[by]
