"""What is asked of the figures: an area, days, perhaps one thing, platform or channel; and the groups that it falls into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Any

from peewee import Expression, fn

from app.areas import history, tree
from app.areas.models import Area
from app.core.remembered import remembered
from app.insight.figures import FIGURES, RECEIVED, Figure
from app.insight.models import Course
from app.matters.models import Category

DAY, WEEK, MONTH, AREA, PLATFORM, CATEGORY, CHANNEL = BY = (
    "day", "week", "month", "area", "platform", "category", "channel",
)  # fmt: skip
TIMES = (DAY, WEEK, MONTH)


@dataclass(frozen=True)
class Question:
    """The matters of an area and all below it, from the first to the last day, both included; None: whatever."""

    area: str
    first: dt.date
    last: dt.date
    category: str | None = None
    platform: str | None = None
    channel: str | None = None
    alone: bool = False  # of the area itself, without what is below it

    @property
    def is_of_redrawn(self) -> bool:
        """Whether anything lies elsewhere today than on the first of these days."""
        return history.has_changed_since(self.first)


def day_of(figure: Figure) -> Any:
    """The column of the day by which the figure puts a matter into a period."""
    return Course.received_day if figure.moment == RECEIVED else Course.closed_day


def asked_for(question: Question, figure: Figure, is_walk: bool = False) -> Expression:
    """The condition of a matter that is asked about: its place lies here now, or did on one of these days (`lies_here`).

    `is_walk`: so written that the database walks along the days, for a page of a list; else it looks up area by area.
    """
    roots = [question.area]
    if question.is_of_redrawn:
        roots += history.once_below(question.area, question.first)
    day = day_of(figure)
    conditions = [
        tree.lies_below(Course.area, roots) if is_walk else Course.area.in_(tree.below(*roots)), day >= question.first.isoformat(), day <= question.last.isoformat(),
    ]  # fmt: skip
    if question.alone:
        conditions.append(Course.area == question.area)
    return reduce(and_, conditions) & of_things(question, Course)


def of_things(question: Question, of: Any) -> Expression:
    """The condition of the things and channels asked about, of courses or of the tallies of months."""
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


@remembered
def parts_of(area: str) -> tuple[str, ...]:
    """The areas right below, in the tree's order."""
    return tuple(
        code
        for (code,) in Area.select(Area.code)
        .where(Area.parent == area)
        .order_by(Area.kind, Area.code)
        .tuples()
    )


@dataclass(frozen=True)
class Grouping:
    """How a question falls into groups: what the database groups by, and which group that belongs to."""

    column: Callable[[Figure], Any]
    group_of: Callable[[Question, str, str], str]  # (question, the column's value, the day) → group
    narrowed: Callable[[Question, str], Question]

    def column_of(self, of: Any) -> Any:
        """The column of a thing or channel in another table than that of courses."""
        return getattr(of, self.column(next(iter(FIGURES.values()))).name)


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
    chain = history.chain_on(area, dt.date.fromisoformat(day)) if question.is_of_redrawn else tree.chain(area)
    at = chain.index(question.area) if question.area in chain else 0
    return chain[at - 1] if at else question.area


def _narrowed_to(question: Question, area: str) -> Question:
    return replace(question, alone=True) if area == question.area else replace(question, area=area)


GROUPINGS: dict[str, Grouping] = {
    DAY: Grouping(day_of, lambda _, day, __: day, lambda q, day: _within(q, dt.date.fromisoformat(day), 1)),
    WEEK: Grouping(
        day_of, lambda _, day, __: _monday(day), lambda q, day: _within(q, dt.date.fromisoformat(day), 7)
    ),
    MONTH: Grouping(
        lambda figure: fn.SUBSTR(day_of(figure), 1, 7),
        lambda _, month, __: month,
        lambda q, month: _within(q, *_days_of_month(month)),
    ),
    AREA: Grouping(lambda _: Course.area, _part, _narrowed_to),
    PLATFORM: Grouping(
        lambda _: Course.category,
        lambda _, thing, __: platforms().get(thing, ""),
        lambda q, platform: replace(q, platform=platform),
    ),
    CATEGORY: Grouping(
        lambda _: Course.category, lambda _, thing, __: thing, lambda q, thing: replace(q, category=thing)
    ),
    CHANNEL: Grouping(
        lambda _: Course.channel, lambda _, way, __: way, lambda q, way: replace(q, channel=way)
    ),
}


def groups_in_order(question: Question, by: str, found: set[str]) -> list[str]:
    """The groups that are told: every day, week, month and area there is, also where nothing was; of the rest those found.

    In the order of time, of the tree, or of their names: nothing stands above another for its figures.
    """
    if by == AREA:
        parts = parts_of(question.area)
        return [*parts, *sorted(found - set(parts))]
    if by in TIMES:
        return list(dict.fromkeys(_moment_of(by, day) for day in _days(question)))
    return sorted(found)


def _days(question: Question) -> Iterator[str]:
    for number in range((question.last - question.first).days + 1):
        yield (question.first + dt.timedelta(days=number)).isoformat()


def _moment_of(by: str, day: str) -> str:
    return {DAY: day, WEEK: _monday(day), MONTH: day[:7]}[by]
