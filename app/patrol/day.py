"""A worker's day: cut at midnight in the city's zone, the union of its patrols and visits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.areas.duty import absences
from app.areas.duty.outdoors import pauses
from app.core import clock
from app.matters.timing import workdays
from app.patrol import serialize
from app.patrol.minutes import compute, gaps, intervals, minutes_rule
from app.patrol.minutes.intervals import Stretch
from app.patrol.minutes.minutes_rule import COUNTING, Span
from app.patrol.models import Gap, Patrol, Visit

DAYS_AVERAGED = 7
LOOK_BACK = 400  # patrols and visits: far more than seven working days hold
DAYS_WALKED_MOST = 1  # after the first: a patrol nobody ended makes no working days of the weeks after it
NOON = 12


@dataclass(frozen=True)
class Day:
    """What a day holds: patrols and visits that touch it, and one timeline of causes."""

    date: dt.date
    patrols: tuple[Patrol, ...]
    visits: tuple[Visit, ...]
    spans: tuple[Span, ...]
    visited: tuple[Stretch, ...]

    @property
    def minutes(self) -> dict[str, int]:
        """Whole minutes of patrol, visits, and both together, each a union rounded down."""
        walked = intervals.counting(self.spans)
        return {
            "patrol": intervals.minutes(walked),
            "visit": intervals.minutes(self.visited),
            "total": intervals.minutes([*walked, *self.visited]),
        }


def day_of(person: str, date: dt.date) -> Day:
    """The person's day with its patrols, visits, spans and minutes."""
    begins, ends = bounds(date)
    patrols = _patrols(person, begins, ends)
    lines = [intervals.cut(compute.reckon(patrol).spans, begins, ends) for patrol in patrols]
    visits = _visits(person, begins, ends)
    visited = [(max(v.started, begins), min(v.ended, ends)) for v in visits]
    return Day(date, tuple(patrols), tuple(visits), tuple(intervals.best(lines)), tuple(visited))


def bounds(date: dt.date) -> Stretch:
    """Epoch ms of the day's first moment and of the next day's."""
    return clock.start_of(date), clock.start_of(date + dt.timedelta(days=1))


def _patrols(person: str, begins: int, ends: int) -> list[Patrol]:
    """Those with a moment in the stretch; an open one may last to the end of the day of the last thing known of it."""
    rows = (
        Patrol.select()
        .where(Patrol.person == person, Patrol.started < ends, Patrol.until >= begins - clock.DAY)
        .order_by(Patrol.started, Patrol.id)
    )
    return [
        row
        for row in rows
        if row.started >= begins or (row.counted_to or compute.reckon(row).finished) > begins
    ]


def _visits(person: str, begins: int, ends: int) -> list[Visit]:
    longest = 480 * clock.MINUTE
    rows = (
        Visit.select()
        .where(Visit.person == person, Visit.started < ends, Visit.started > begins - longest)
        .order_by(Visit.started, Visit.id)
    )
    return [row for row in rows if row.ended > begins]


def average(person: str, date: dt.date) -> int | None:
    """Total minutes on average over the last seven working days up to `date` that hold a patrol or visit, rounded down.

    None where there is none. A daily average of the rule (two hours a day), never a target for one day.
    """
    days = _days_walked(person, date)[:DAYS_AVERAGED]
    if not days:
        return None
    return sum(day_of(person, day).minutes["total"] for day in days) // len(days)


def _days_walked(person: str, date: dt.date) -> list[dt.date]:
    """Working days up to `date` with a patrol or visit, the latest first; days of absence and of a pause are none."""
    ends = bounds(date)[1]
    days: set[dt.date] = set()
    for row in _latest(Patrol, person, ends):
        last = row.counted_to if row.counted_to is not None else row.until
        days |= _days(row.started, min(max(last - 1, row.started), ends - 1))
    for row in _latest(Visit, person, ends):
        days |= _days(row.started, min(row.ended - 1, ends - 1))
    return [
        day
        for day in sorted(days, reverse=True)
        if workdays.is_workday(day)[0]
        and not absences.is_absent(person, day)
        and not pauses.is_paused(person, day)
    ]


def _latest(table: Any, person: str, ends: int) -> Any:
    """The latest patrols or visits begun before `ends`."""
    return (
        table.select()
        .where(table.person == person, table.started < ends)
        .order_by(table.started.desc())
        .limit(LOOK_BACK)
    )


def _days(begins: int, ends: int) -> set[dt.date]:
    first, last = clock.date_of(begins), clock.date_of(ends)
    return {first + dt.timedelta(days=n) for n in range(min((last - first).days, DAYS_WALKED_MOST) + 1)}


def serialize_day(person: str, date: dt.date) -> dict[str, Any]:
    """The day as the API shows it; `spans` tell minute for minute what counts and why.

    `uncounted`: seconds that its patrols and visits told of before they can have been.
    """
    day = day_of(person, date)
    begins, ends = bounds(date)
    named = [gap for row in day.patrols for gap in gaps.named(row)]
    patrols = [serialize.brief(row) for row in day.patrols]
    rounds = [
        (row, payload)
        for row, payload in zip(day.patrols, patrols, strict=True)
        if begins <= row.started < ends
    ]
    visits = [serialize.visit(row) for row in day.visits]
    return {
        "date": date.isoformat(),
        "minutes": day.minutes,
        "by_cause": minutes_rule.seconds(day.spans),
        "uncounted": sum(row["uncounted"] for row in [*patrols, *visits]),
        "average7": average(person, date),
        "rounds": {
            "am": [payload for row, payload in rounds if is_morning(row.started)],
            "pm": [payload for row, payload in rounds if not is_morning(row.started)],
        },
        "visits": visits,
        "spans": [_span(span, named) for span in day.spans],
        "explanations": gaps.explanations(named),
    }


def is_morning(at: int) -> bool:
    """Whether it is in the morning by the city's clock: a round belongs to the half-day in which it starts."""
    return dt.datetime.fromtimestamp(at / 1000, clock.zone()).hour < NOON


def _span(span: Span, named: list[Gap]) -> dict[str, Any]:
    names = gaps.cause_of(span, named) if span.cause == "gap" else None
    payload: dict[str, Any] = {
        "from": clock.rfc3339(span.begins),
        "to": clock.rfc3339(span.ends),
        "cause": span.cause,
        "counts": span.cause in COUNTING,
    }
    if span.cause == "gap":
        payload["why"] = names.cause if names is not None else "unknown"
    return payload
