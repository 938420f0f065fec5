"""How a few days went in an area: hours in the grid beside the two-hour reference, two rounds, visits; of a team, never of a person.

Nothing of it is kept, exported, sent by the API or put in an order: it is worked out of patrols and visits when it is looked at.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from peewee import ModelSelect

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.duty import absences
from app.areas.duty.outdoors import pauses
from app.areas.models import LEAD_ROLES
from app.core import clock
from app.core.problems.problem import Problem
from app.insight import counting, tallies
from app.insight.counting import WORKER
from app.insight.questions import Question
from app.matters.timing import workdays
from app.patrol import day as days
from app.patrol.minutes import compute, intervals, minutes_rule
from app.patrol.minutes.compute import Reckoned
from app.patrol.models import Patrol, PatrolArea, Visit

REFERENCE = 120  # minutes a day on average: two hours, for comparison and never a bar
DAYS_MOST = 31
BACK_MOST = 90  # days for which it is known who was absent (`absences.KEPT`)
UNKNOWN = ("gap", "inaccurate")  # causes: nobody knows where the phone was


@dataclass(frozen=True)
class Effort:
    """What the days of a team came to; a day counts once for each worker who had a patrol or a visit here on it.

    `in_grid`, `unknown`: minutes a day on average, rounded down; None without such a day. `two_rounds`: of the `days`, those
    with a round in each half. `rounds` and `visits` are those begun in the days, weekends included.
    """

    is_own: bool  # the reader's own alone: the grid has too few for more
    days: int
    in_grid: int | None
    unknown: int | None
    two_rounds: int
    rounds: int
    visits: int


def scope(asked: Question, reach: Reach) -> str | None:
    """Whose effort the reader is told of: None is that of all in the area, else that of this person alone.

    Of an area with at least five workers anybody who reads its figures is told; below that its lead and guide, and a worker
    of the own. Problem not-found for everybody else, and for an area too wide for a team.
    """
    if tallies.is_wide(asked.area):
        raise Problem("not-found")
    own = reach.roles_at(asked.area)
    if own & set(LEAD_ROLES) or counting.is_of_enough(asked.area, reach, asked.last):
        return None
    if WORKER in own:
        return reach.person
    raise Problem("not-found")


def is_told(asked: Question, reach: Reach) -> bool:
    """Whether the reader is told anything of how the area's team did."""
    try:
        scope(asked, reach)
    except Problem:
        return False
    return True


def checked(asked: Question) -> Question:
    """The question without what narrows it. Problem bad-value for more than a month, and for days too long ago."""
    if (asked.last - asked.first).days >= DAYS_MOST:
        raise Problem("bad-value", ("from", "span-too-long", {"most": DAYS_MOST}))
    if asked.first < clock.today() - dt.timedelta(days=BACK_MOST):
        raise Problem("bad-value", ("from", "day-long-ago", {"days": BACK_MOST}))
    return Question(asked.area, asked.first, asked.last)


def effort(asked: Question, reach: Reach) -> Effort:
    """What the days came to. Problems: those of `scope` and `checked`."""
    asked = checked(asked)
    only = scope(asked, reach)
    patrols, visits = list(_patrols(asked, only)), list(_visits(asked, only))
    reckoned = {patrol.id: compute.reckon(patrol) for patrol in patrols}
    worked = _days_of(asked, patrols, visits, reckoned)
    minutes = [_minutes(*found, date, reckoned) for (_, date), found in worked.items()]
    return Effort(
        is_own=only is not None,
        days=len(worked),
        in_grid=sum(counted for counted, _ in minutes) // len(minutes) if minutes else None,
        unknown=sum(unknown for _, unknown in minutes) // len(minutes) if minutes else None,
        two_rounds=sum(_has_two_rounds(found[0], date) for (_, date), found in worked.items()),
        rounds=sum(_is_within(asked, row.started) for row in patrols),
        visits=sum(_is_within(asked, row.started) for row in visits),
    )


Worked = tuple[list[Patrol], list[Visit]]
ByPatrol = dict[str, Reckoned]


def _days_of(
    asked: Question, patrols: Sequence[Patrol], visits: Sequence[Visit], reckoned: ByPatrol
) -> dict[tuple[str, dt.date], Worked]:
    """(person, day) → patrols and visits with a moment on it; days of absence and of a pause, and days off, are none."""
    found: dict[tuple[str, dt.date], Worked] = defaultdict(lambda: ([], []))
    for date in _dates(asked):
        if not workdays.is_workday(date)[0]:
            continue
        begins, ends = days.bounds(date)
        for patrol in patrols:
            # one that begins and ends in one moment lies on its day
            if patrol.started < ends and max(reckoned[patrol.id].finished, patrol.started + 1) > begins:
                found[patrol.person_id, date][0].append(patrol)
        for visit in visits:
            if visit.started < ends and visit.ended > begins:
                found[visit.person_id, date][1].append(visit)
    return {
        (person, date): rows
        for (person, date), rows in found.items()
        if not absences.is_absent(person, date) and not pauses.is_paused(person, date)
    }


def _minutes(
    patrols: list[Patrol], visits: list[Visit], date: dt.date, reckoned: ByPatrol
) -> tuple[int, int]:
    """(whole minutes that count, whole minutes of which nobody knows where the phone was) of one worker's day here."""
    begins, ends = days.bounds(date)
    spans = intervals.best([intervals.cut(reckoned[patrol.id].spans, begins, ends) for patrol in patrols])
    visited = [(max(visit.started, begins), min(visit.ended, ends)) for visit in visits]
    seconds = minutes_rule.seconds(spans)
    unknown = sum(seconds.get(cause, 0) for cause in UNKNOWN)
    return intervals.minutes([*intervals.counting(spans), *visited]), unknown * clock.SECOND // clock.MINUTE


def _has_two_rounds(patrols: list[Patrol], date: dt.date) -> bool:
    begins, ends = days.bounds(date)
    return {days.is_morning(row.started) for row in patrols if begins <= row.started < ends} == {True, False}


def _dates(asked: Question) -> list[dt.date]:
    return [asked.first + dt.timedelta(days=n) for n in range((asked.last - asked.first).days + 1)]


def _edges(asked: Question) -> tuple[int, int]:
    return clock.start_of(asked.first), clock.start_of(asked.last + dt.timedelta(days=1))


def _is_within(asked: Question, at: int) -> bool:
    begins, ends = _edges(asked)
    return begins <= at < ends


def _patrols(asked: Question, only: str | None) -> ModelSelect:
    """Those over a part of the area, also a substitute's, with a moment in the days; the earliest first."""
    begins, ends = _edges(asked)
    covering = PatrolArea.select(PatrolArea.patrol).where(PatrolArea.area.in_(tree.below(asked.area)))
    rows = Patrol.select().where(
        Patrol.id.in_(covering), Patrol.started < ends, Patrol.until >= begins - clock.DAY
    )
    return (rows if only is None else rows.where(Patrol.person == only)).order_by(Patrol.started, Patrol.id)


def _visits(asked: Question, only: str | None) -> ModelSelect:
    begins, ends = _edges(asked)
    rows = Visit.select().where(
        Visit.area.in_(tree.below(asked.area)), Visit.started < ends, Visit.started >= begins - clock.DAY
    )
    return (rows if only is None else rows.where(Visit.person == only)).order_by(Visit.started, Visit.id)


def may_open(asked: Question, reach: Reach) -> bool:
    """Whether the rounds and visits behind the numbers open to the reader: one's own, or those of a grid that one leads."""
    return scope(asked, reach) is not None or bool(reach.roles_over(asked.area) & set(LEAD_ROLES))


def behind(asked: Question, reach: Reach, what: str) -> list[Patrol] | list[Visit]:
    """The "rounds" or "visits" that were counted, in the order of time. Problems: those of `effort`; not-found where they do
    not open to the reader."""
    asked = checked(asked)
    if not may_open(asked, reach):
        raise Problem("not-found")
    rows = _patrols(asked, scope(asked, reach)) if what == "rounds" else _visits(asked, scope(asked, reach))
    return [row for row in rows if _is_within(asked, row.started)]
