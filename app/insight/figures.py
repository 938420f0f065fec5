"""The figures: each one function whose first sentences are its definition, over what was received, closed, answered or called in a period."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.areas.models import Area
from app.board import origins
from app.core.db import Row
from app.core.words import mark, mark_in, translate
from app.insight.course import COMMUNITY, GRID, STREET
from app.insight.models import NEITHER, Answer, Called, Course

BUILDING = "building"
MATTERS, SHARE, MINUTES = "matters", "share", "minutes"
HOUR = 60  # minutes
Columns = Any  # Course, Answer or Called, or Tally
# by what a thing belongs to a period: a matter by one of its two days, an answer, a call; buildings stand on its last day
RECEIVED, CLOSED, ANSWERED, CALLED, STOOD = "received", "closed", "answered", "called", "stood"
# what is counted → its table (buildings have none of ours)
TABLES: dict[str, type[Row]] = {
    RECEIVED: Course, CLOSED: Course, ANSWERED: Answer, CALLED: Called,
}  # fmt: skip
# the column of the day
DAYS: dict[str, Any] = {
    RECEIVED: Course.received_day, CLOSED: Course.closed_day, ANSWERED: Answer.day, CALLED: Called.day,
}  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """Which of the period's things count: those `of` which the figure tells, and the `part` that it counts among them.

    Without a `part` it is a plain number; `is_middle`: the median of their `minutes`.
    """

    of: Any  # conditions
    part: Any = None
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
    def table(self) -> Any:
        """Of whose rows it is counted: `Course`, `Answer` or `Called`; `Area` has the buildings."""
        return TABLES.get(self.moment, Area)

    @property
    def day(self) -> Any:
        """The column of the day by which a row belongs to a period."""
        return DAYS[self.moment]

    @property
    def parts(self) -> Parts:
        """As it is asked of its rows."""
        return self.parts_in(self.table)

    @property
    def is_tallied(self) -> bool:
        """Whether wide areas have it counted already."""
        return self.moment in (RECEIVED, CLOSED, ANSWERED)

    @property
    def list_name(self) -> str:
        """What the last part of the address of its list is."""
        return "matters" if self.table is Course else "items"

    @property
    def unit(self) -> str:
        """ "matters" (or answers, calls, buildings), "share" (0 to 1) or "minutes" (of working time; of calls by the clock)."""
        if self.parts.is_middle:
            return MINUTES
        return MATTERS if self.parts.part is None else SHARE


def written(figure: Figure, value: float, language: str) -> str:
    """The value of a figure in its unit."""
    if figure.unit == SHARE:
        return percent(value)
    if figure.unit == MINUTES:
        return length(value, language)
    return f"{value:,.0f}"


def percent(share: float) -> str:
    """A share in whole per cent."""
    return f"{whole_percent(share)}%"


def whole_percent(share: float) -> int:
    """The nearest whole per cent, a half upwards, as every office's program has it."""
    return math.floor(100 * share + 0.5 + 1e-9)


def length(minutes: float, language: str) -> str:
    """In minutes below an hour, else in hours."""
    if minutes < HOUR:
        return translate(mark("{n} 分钟"), language, n=round(minutes))
    return translate(mark("{n} 小时"), language, n=f"{minutes / HOUR:.1f}".removesuffix(".0"))


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


def _stands(of: Columns) -> Any:
    return of.void == False  # noqa: E712


def _is_later(of: Columns) -> Any:
    """Not settled at once by who found it."""
    return of.at_once == False  # noqa: E712


@_figure(
    mark_in("figure", "收到"), mark("这段时间收到的事，哪一类都算。作废的（误报、重复）不算。"), RECEIVED
)
def received(of: Columns) -> Parts:
    """Matters received in the period, of every kind, without those made void (mistakes, doubles)."""
    return Parts(_stands(of))


@_figure(
    mark("居民自己说的事"),
    mark("这段时间收到的事里，居民自己扫码、上网或用别的应用说的。作废的不算。"),
    RECEIVED,
)
def asked_by_residents(of: Columns) -> Parts:
    """Of the matters received in the period, those that residents reported themselves: by a code, on the web, by another app."""
    return Parts(_stands(of) & of.origin.in_((origins.RESIDENT, origins.OPEN311)))


@_figure(
    mark("工作人员替居民记的事"),
    mark("这段时间收到的事里，居民打电话、上门或在群里说、由工作人员记下来的。作废的不算。"),
    RECEIVED,
)
def entered_for_residents(of: Columns) -> Parts:
    """Of the matters received in the period, those that staff wrote down for residents: from the telephone, the counter, an
    owners' group. They are never counted with what residents reported themselves."""
    return Parts(_stands(of) & of.origin.in_((origins.ENTERED, origins.GROUP)))


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


@_figure(
    mark("有人来确认"),
    mark("这段时间办结的事里，有人来说过解决没有的。自己发现、当场处理的不算在内。"),
    CLOSED,
    is_of_people=True,
)
def heard(of: Columns) -> Parts:
    """Of the matters closed in the period without those settled at once, those on which somebody was heard whether it is done."""
    return Parts(_is_later(of), of.confirmed != NEITHER)


@_figure(mark_in("figure", "重办"), mark("这段时间收到的事里，结案后又重办过的。"), RECEIVED)
def reopened(of: Columns) -> Parts:
    """Of the matters received in the period, those that were reopened at least once since."""
    return Parts(_stands(of), of.reopened > 0)


@_figure(
    mark("居民满意"),
    mark("这段时间居民对“解决了吗”的回答里，说解决了的。不回答不算满意，后来补的打分不另算。"),
    ANSWERED,
)
def satisfied(of: Columns) -> Parts:
    """Of the answers of residents in the period to "solved?", those that said yes. Nobody's silence counts as a yes, and a
    score given later is no answer of its own."""
    return Parts(of.yes != NEITHER, of.yes == 1)


@_figure(
    mark("吹哨到场"),
    mark("这段时间吹的哨，叫到的单位来了的。撤了的、退了的不算；还没来的、说来了但评为没来的，算没来。"),
    CALLED,
)
def attended(of: Columns) -> Parts:
    """Of the calls of units by whistles in the period, those where the unit came. Calls that were called off or given back are
    not counted; where the unit has not come yet, or is said not to have come, it has not."""
    return Parts(of.came != NEITHER, of.came == 1)


@_figure(
    mark("到场用时"),
    mark("这段时间吹的哨，从吹哨到单位说已到场的时间，按钟点算，夜里、假日都算，取中位数。"),
    CALLED,
)
def attendance_time(of: Columns) -> Parts:
    """The median of the time by the clock from the whistle until the unit said that it is there, over calls in the period where
    it has said so."""
    return Parts((of.came == 1) & (of.minutes != NEITHER), is_middle=True)


@_figure(
    mark("走访覆盖"),
    mark(
        "这段时间最后一天有的楼栋里，这段时间至少走访过一次的。只扫了码、标记了“我在这栋”的不算，点位也不算。"
    ),
    STOOD,
    is_of_people=True,
)
def buildings_visited(of: Columns) -> Parts:
    """Of the buildings that stand on the last day of the period, those in which there was a visit in the period. A mark alone (a code,
    “I am here”) is no visit, and checkpoints are no buildings."""
    return Parts(of.kind == BUILDING, of.begins <= of.ends)  # which of them: app/insight/coverage.py
