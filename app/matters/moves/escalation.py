"""One level up: by hand, by the red button, or by the clock when an emergency finds no answer."""

from __future__ import annotations

from app.core import clock
from app.matters.models import Matter
from app.matters.moves import lifecycle
from app.matters.moves.step import Step
from app.matters.timing import deadlines, thresholds

CLIMBING = ("reported", "dispatched")  # the states in which nobody has answered


def escalate(step: Step) -> None:
    """To the desk of the next level; at the top it stays where and as it is."""
    matter = step.matter
    if "urgency" in step.changes:
        matter.urgency = step.changes["urgency"]
    up = step.ground.next_level(matter.level)
    if up is None:
        step.extra["top"] = True
        if "urgency" in step.changes:
            deadlines.start(matter, step.ground)
    else:
        lifecycle.lay(matter, up, step.ground)
    wait_for_answer(matter)


def wait_for_answer(matter: Matter) -> None:
    """From now an emergency climbs unless somebody who holds it moves, and nothing else does (not saved)."""
    waits = matter.urgency == "emergency" and matter.state in CLIMBING
    matter.climb_at = clock.now() + climb_span(matter) if waits else None


def climb_span(matter: Matter) -> int:
    """Milliseconds that an emergency waits for an answer."""
    return round(max(thresholds.number(matter.level, "climb_minutes"), 1) * clock.MINUTE)
