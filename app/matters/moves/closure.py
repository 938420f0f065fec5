"""The ends of a matter and the ways back: close, void, merge, reopen."""

from __future__ import annotations

from app.core import clock
from app.core.problems.problem import Problem
from app.matters.models import Matter
from app.matters.moves import lifecycle
from app.matters.moves.step import Step
from app.matters.timing import thresholds


def close(step: Step) -> None:
    """Closed, by the desk or after the days for rating."""
    lifecycle.close(step.matter)


def void(step: Step) -> None:
    """作废; 误触 and a resident's withdrawal need no words of their own."""
    step.reason = step.reason or ("withdrawn" if step.act.actor == "resident" else "mistake")
    lifecycle.void(step.matter)


def merge(step: Step) -> None:
    """It goes on in another matter; nothing is deleted. A resident who asked for this one asks for that one now."""
    step.matter.merged_into = step.to[0][1]
    lifecycle.void(step.matter)
    if step.matter.resident_asked:
        step.after = lambda _: _bring_along(step)


def _bring_along(step: Step) -> None:
    other = Matter.get_by_id(step.to[0][1])
    other.resident_asked = True
    Step(step.act, other, "join", step.ground, extra={"merged": step.matter.id}).finish()


def reopen(step: Step) -> None:
    """Reported again: by the desk at the same level, by the resident one level up."""
    matter, ground = step.matter, step.ground
    level = matter.level
    if step.act.actor == "resident":
        if not _in_time(matter):
            raise Problem("not-open")
        level = ground.next_level(level) or level
    lifecycle.open_again(matter, level, ground)


def _in_time(matter: Matter) -> bool:
    """A resident may come back within thirty days of closing, or of its being made void."""
    if matter.closed_at is None:
        return True
    return clock.now() - matter.closed_at <= thresholds.number(matter.area, "reopen_days") * clock.DAY
