"""An emergency that nobody answers climbs by itself: whether it waits for an answer, and how long."""

from __future__ import annotations

from app.core import clock
from app.matters.models import DISPATCHED, REPORTED, Matter
from app.matters.timing import thresholds

CLIMBING = (REPORTED, DISPATCHED)  # the states in which nobody has answered


def wait_for_answer(matter: Matter) -> None:
    """From now an emergency climbs unless somebody who holds it moves, and nothing else does (not saved)."""
    waits = matter.urgency == "emergency" and matter.state in CLIMBING
    matter.climb_at = clock.now() + span(matter) if waits else None


def span(matter: Matter) -> int:
    """Milliseconds that an emergency waits for an answer."""
    return round(max(thresholds.number(matter.level, "climb_minutes"), 1) * clock.MINUTE)
