"""Which hours of a desk or unit with a roster nobody covers: one rule for the red sentences and for what climbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.areas import history, local_settings, tree
from app.areas.duty import roster
from app.areas.duty.roster import Office
from app.areas.models import Unit
from app.core import clock
from app.core.remembered import remembered
from app.matters.timing import workdays

Stretch = tuple[int, int]  # epoch ms, the end left out
RUN = 7 * clock.DAY  # turns farther apart are two rosters: so long after the last turn its end is said
AHEAD = clock.DAY  # so long before it begins an hour without anybody stands red


@dataclass(frozen=True)
class Gap:
    """Hours (epoch ms) in which a desk or unit with a roster has nobody on duty."""

    office: Office
    begins: int
    ends: int
    is_last: bool  # nothing is planned after it


def gaps(office: Office, begins: int, ends: int) -> list[Stretch]:
    """The stretches between two moments in which the roster has nobody, the earliest first; none where there is no roster.

    A roster begins with its first turn and is over a week after its last: until then the hours behind it are not
    covered. Setting `roster_hours`: all of them, those outside the working hours of the place, or none. A desk from which
    others took over lacks nobody.
    """
    area = area_of(office)
    if office.kind == "desk" and history.successors(area):
        return []
    rule = tree.setting(area, "roster_hours", local_settings.ROSTER_ALWAYS) if area else ""
    if rule not in (local_settings.ROSTER_ALWAYS, local_settings.ROSTER_OFF_HOURS):
        return []
    found = _within(_uncovered(office), begins, ends)
    if rule == local_settings.ROSTER_OFF_HOURS and found:
        found = _without(found, _working(area, begins, ends))
    return found


def is_unmanned(office: Office, at: int | None = None) -> bool:
    """Whether its roster has nobody at this moment, or at `at` (epoch ms)."""
    now = clock.now() if at is None else at
    return bool(gaps(office, now, now + 1))


def coming(offices: Iterable[Office]) -> list[Gap]:
    """The hours of these desks and units that nobody covers, from now until a day ahead, the earliest first.

    Each as long as it is, as far as it is known: it may have begun before and end later.
    """
    now = clock.now()
    found = [
        Gap(office, begins, ends, _is_last(office, begins))
        for office in offices
        for begins, ends in gaps(office, now, now + RUN)
        if begins <= now + AHEAD
    ]
    return sorted(found, key=lambda gap: (gap.begins, gap.office))


def _is_last(office: Office, begins: int) -> bool:
    """Whether no turn begins after that moment."""
    turns = roster.turns_of(office)
    return bool(turns) and turns[0].begins <= roster.written(begins)


def area_of(office: Office) -> str:
    """Where the desk is, or which area the unit serves; empty where there is none of that name any more."""
    if office.kind == "desk":
        return office.code
    return _unit_areas().get(office.code, "")


@remembered
def _unit_areas() -> dict[str, str]:
    return {unit.code: unit.area_id for unit in Unit.select(Unit.code, Unit.area)}


@remembered
def _uncovered(office: Office) -> tuple[Stretch, ...]:
    """All stretches that its turns leave open, the week after the last one among them."""
    covered: list[Stretch] = []
    for turn in sorted(roster.turns_of(office), key=lambda turn: turn.begins):
        begins, ends = roster.moment(turn.begins), roster.moment(turn.ends)
        if covered and begins <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], ends))
        else:
            covered.append((begins, ends))
    between = [(one[1], min(other[0], one[1] + RUN)) for one, other in pairwise(covered)]
    last = [(covered[-1][1], covered[-1][1] + RUN)] if covered else []
    return (*between, *last)


def _within(stretches: Sequence[Stretch], begins: int, ends: int) -> list[Stretch]:
    cut = ((max(one, begins), min(other, ends)) for one, other in stretches)
    return [(one, other) for one, other in cut if one < other]


def _without(stretches: Sequence[Stretch], taken: Sequence[Stretch]) -> list[Stretch]:
    """What is left of the stretches where the taken ones (in order, apart) are cut out."""
    left: list[Stretch] = []
    for begins, ends in stretches:
        for one, other in _within(taken, begins, ends):
            if begins < one:
                left.append((begins, one))
            begins = other
        if begins < ends:
            left.append((begins, ends))
    return left


def _working(area: str, begins: int, ends: int) -> list[Stretch]:
    hours = tree.setting(area, "work_hours", workdays.HOURS)
    first, last = clock.date_of(begins), clock.date_of(ends)
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [span for day in days for span in workdays.open_spans(day, hours)]
