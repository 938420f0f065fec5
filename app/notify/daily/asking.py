"""What an address asks of the digest: whose, up to which day, of how many days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Area, Unit
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.notify.daily.happened import Days
from app.notify.daily.telling import SPANS

ACT = "read_daily"
NOON = 12
OLDEST = 366  # days back that may be asked for


def subject(arguments: Mapping[str, str], reach: Reach) -> Area | Unit:
    """The area or unit named by `area` or `unit`; without either the first of one's posts.

    Problems: forbidden for whoever may read none; not-found out of reach; bad-value.
    """
    for key in ("area", "unit"):
        if decode.CONTROL.search(arguments.get(key, "")):
            raise Problem("bad-value", (key, "control-character"))
    areas, units = permissions.areas_for(reach, ACT), sorted(reach.units)
    if not areas and not units:
        raise Problem("forbidden")
    if arguments.get("unit") or not (arguments.get("area") or areas):
        return _unit(arguments.get("unit") or units[0], reach)
    code = arguments.get("area") or areas[0]
    area: Area | None = Area.get_or_none(Area.code == code)
    if area is None or not permissions.may(reach, ACT, code):
        raise Problem("not-found")
    return area


def _unit(code: str, reach: Reach) -> Unit:
    """One's own, or one of an area whose digest one reads."""
    unit: Unit | None = Unit.get_or_none(Unit.code == code)
    if unit is None or not (code in reach.units or permissions.may(reach, ACT, unit.area_id)):
        raise Problem("not-found")
    return unit


def days(arguments: Mapping[str, str]) -> Days:
    """The days that `last` and `days` name; without them today from noon on, else yesterday. Problem bad-value."""
    count, text = arguments.get("days") or "1", arguments.get("last", "")
    if count not in map(str, SPANS):
        raise Problem("bad-value", ("days", "not-a-choice"))
    last = decode.date(text, "last") if text else usual_day()
    today = clock.today()
    if last > today:
        raise Problem("bad-value", ("last", "day-ahead", {"last": today.isoformat()}))
    if last < today - dt.timedelta(days=OLDEST):
        raise Problem("bad-value", ("last", "day-long-ago", {"days": OLDEST}))
    return Days(last - dt.timedelta(days=int(count) - 1), last)


def usual_day() -> dt.date:
    """The day that is told of now: of today there is little to tell before noon."""
    now, today = clock.now(), clock.today()
    is_early = now < clock.start_of(today) + NOON * clock.HOUR
    return today - dt.timedelta(days=1) if is_early else today
