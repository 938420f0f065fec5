"""An emergency that nobody answers climbs by itself: whether it waits for an answer, and how long."""

from __future__ import annotations

from app.areas.duty.roster import Office
from app.core import clock
from app.matters.area_staff import Ground
from app.matters.duty import coverage
from app.matters.models import DISPATCHED, REPORTED, Matter
from app.matters.timing import thresholds

UNMANNED = "unmanned"
GOES_ON = 5 * clock.SECOND  # what lies where nobody is on duty goes on at the clock's next look
CLIMBING = (REPORTED, DISPATCHED)  # the states in which nobody has answered


def wait_for_answer(matter: Matter) -> None:
    """From now an emergency climbs unless somebody who holds it moves, and nothing else does (not saved)."""
    waits = matter.urgency == "emergency" and matter.state in CLIMBING
    goes_on = waits and is_unmanned(matter) and has_next_level(matter)
    matter.climb_at = clock.now() + (GOES_ON if goes_on else span(matter)) if waits else None


def is_unmanned(matter: Matter) -> bool:
    """Whether the roster of the desk or unit with which it lies has nobody on duty now."""
    desk, unit, _ = matter.holder()
    office = Office("desk", desk) if desk else Office("unit", unit) if unit else None
    return office is not None and coverage.is_unmanned(office)


def has_next_level(matter: Matter) -> bool:
    """Whether there is a desk above the one where it lies."""
    return Ground().next_level(matter.level) is not None


def span(matter: Matter) -> int:
    """Milliseconds that an emergency waits for an answer."""
    return round(max(thresholds.number(matter.level, "climb_minutes"), 1) * clock.MINUTE)
