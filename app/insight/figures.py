"""The figures: each one function whose first sentences are its definition, over the matters received or closed in a period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import Expression

from app.core.words import mark, mark_in
from app.insight.course import COMMUNITY, GRID, STREET
from app.insight.models import NEITHER, Course

MATTERS, SHARE, MINUTES = "matters", "share", "minutes"
Columns = Any  # Course, or Tally
RECEIVED, CLOSED = "received", "closed"  # by which of its two days a matter belongs to a period


@dataclass(frozen=True)
class Parts:
    """Which of the period's matters count: those `of` which the figure tells, and the `part` that it counts among them.

    Without a `part` it is a plain number; `is_middle`: the median of their `minutes`.
    """

    of: Expression
    part: Expression | None = None
    is_middle: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure's name, its words and definition for people, the day that it goes by, and what it counts.

    `is_of_people`: how somebody works can be read from it, so that it exists only where at least five work.
    """

    name: str
    words: str
    definition: str
    moment: str
    parts_in: Callable[[Columns], Parts]  # as it is asked of courses, or of tallies: both have the columns
    is_of_people: bool

    @property
    def parts(self) -> Parts:
        """As it is asked of courses."""
        return self.parts_in(Course)

    @property
    def unit(self) -> str:
        """ "matters", "share" (0 to 1) or "minutes" (of working time)."""
        if self.parts.is_middle:
            return MINUTES
        return MATTERS if self.parts.part is None else SHARE


FIGURES: dict[str, Figure] = {}
InColumns = Callable[[Columns], Parts]


def _figure(
    words: str, definition: str, moment: str, is_of_people: bool = False
) -> Callable[[InColumns], InColumns]:
    def enter(parts: InColumns) -> InColumns:
        name = parts.__name__
        FIGURES[name] = Figure(name, words, definition, moment, parts, is_of_people)
        return parts

    return enter


def _stands(of: Columns) -> Expression:
    return of.void == False  # noqa: E712


def _is_later(of: Columns) -> Expression:
    """Not settled at once by who found it."""
    return of.at_once == False  # noqa: E712


@_figure(mark_in("figure", "收到"), mark("这段时间收到的事。作废的（误报、重复）不算。"), RECEIVED)
def received(of: Columns) -> Parts:
    """Matters received in the period, without those made void (mistakes, doubles)."""
    return Parts(_stands(of))


@_figure(mark_in("figure", "办结"), mark("这段时间结案、现在仍然结案的事。后来又重办的不算。"), CLOSED)
def closed(of: Columns) -> Parts:
    """Matters closed in the period that are closed today; one reopened since does not count."""
    return Parts(_stands(of))


@_figure(
    mark("就地解决（大事不出社区）"),
    mark("这段时间办结的事里，从没报到社区以上的。自己发现、当场处理的另算，不在分子也不在分母里。"),
    CLOSED,
    is_of_people=True,
)
def on_the_spot(of: Columns) -> Parts:
    """Of the matters closed in the period, those that never lay above the community. What staff found and the same person
    settled at once is counted in neither number, but by `settled_at_once`."""
    return Parts(_is_later(of), of.highest <= COMMUNITY)


@_figure(
    mark("自己发现、当场处理"),
    mark("这段时间办结的事里，网格员自己发现、自己当场处理好的。"),
    CLOSED,
    is_of_people=True,
)
def settled_at_once(of: Columns) -> Parts:
    """Matters closed in the period that staff found and the finder settled there."""
    return Parts(of.at_once == True)  # noqa: E712


@_figure(
    mark("小事不出网格"),
    mark("这段时间办结的事里，从没离开网格的。自己发现、当场处理的不算在内。"),
    CLOSED,
    is_of_people=True,
)
def kept_in_the_grid(of: Columns) -> Parts:
    """Of the matters closed in the period without those settled at once, those that never lay above the grid."""
    return Parts(_is_later(of), of.highest <= GRID)


@_figure(
    mark("难事不出街道"),
    mark("这段时间办结的事里，从没报到街道以上的。自己发现、当场处理的不算在内。"),
    CLOSED,
    is_of_people=True,
)
def kept_in_the_street(of: Columns) -> Parts:
    """Of the matters closed in the period without those settled at once, those that never lay above the street."""
    return Parts(_is_later(of), of.highest <= STREET)


@_figure(
    mark("按时办结"),
    mark("这段时间办结、有时限的事里，在时限前说处理好了的。自己发现、当场处理的不算在内。"),
    CLOSED,
    is_of_people=True,
)
def in_time(of: Columns) -> Parts:
    """Of the matters closed in the period that had a deadline, those said to be done by it; without those settled at once."""
    return Parts(_is_later(of) & (of.in_time != NEITHER), of.in_time == 1)


@_figure(
    mark("首次响应"),
    mark(
        "这段时间收到的事，从收到到工作人员第一次动手（看到、接单、派单、答复等）的工作时间，取中位数。当场处理的不算。"
    ),
    RECEIVED,
    is_of_people=True,
)
def first_response(of: Columns) -> Parts:
    """The median of the working time from receipt until staff first did something about it, over matters received in the
    period on which somebody has; without those settled at once."""
    return Parts(_stands(of) & _is_later(of) & (of.minutes != NEITHER), is_middle=True)


@_figure(
    mark("一次确认"),
    mark("这段时间办结、有人来确认过的事里，第一个来确认的人就说解决了的。"),
    CLOSED,
    is_of_people=True,
)
def confirmed_first_time(of: Columns) -> Parts:
    """Of the matters closed in the period on which somebody was heard whether it is done, those where the first said yes."""
    return Parts(of.confirmed != NEITHER, of.confirmed == 1)


@_figure(mark_in("figure", "重办"), mark("这段时间收到的事里，结案后又重办过的。"), RECEIVED)
def reopened(of: Columns) -> Parts:
    """Of the matters received in the period, those that were reopened at least once since."""
    return Parts(_stands(of), of.reopened > 0)
