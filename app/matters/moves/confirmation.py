"""Is it really done: confirm, refuse, decline, and the resident's own verdict."""

from __future__ import annotations

from app.core import clock
from app.matters.models import CONFIRMED, IN_HAND
from app.matters.moves import lifecycle
from app.matters.moves.step import Step
from app.matters.timing import deadlines, thresholds
from app.matters.workflow import confirmers

CANNOT_SEE = "cannot_see"


def confirm(step: Step) -> None:
    """Closed; or confirmed, where a resident asked and has the last word."""
    matter = step.matter
    step.extra["turn"] = matter.confirm_turn
    if not matter.resident_asked:
        lifecycle.close(matter)
        return
    matter.state = CONFIRMED
    matter.close_at = clock.now() + round(thresholds.number(matter.area, "close_days") * clock.DAY)
    confirmers.end(matter)


def refuse(step: Step) -> None:
    """Back to whoever resolved it, with time to do it."""
    matter = step.matter
    step.extra["turn"] = matter.confirm_turn
    matter.state = IN_HAND
    confirmers.end(matter)
    if matter.holder_unit is None and matter.resolver is not None:
        matter.give_to(person=matter.resolver)
    matter.taken_by, matter.resolver = matter.resolver, None
    deadlines.start(matter, step.ground)


def said(move: str, reason: str | None) -> str:
    """The move that an answer is: whoever cannot see it has not seen that it is not done, and passes it on."""
    return "decline" if move == "refuse" and (reason or "").strip() == CANNOT_SEE else move


def decline(step: Step) -> None:
    """It passes on; the last in turn keeps it."""
    step.extra["turn"] = step.matter.confirm_turn
    step.extra["passed"] = confirmers.pass_on(step.matter, step.ground)
