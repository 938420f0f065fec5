"""What was said on the telephone, and who may not be the one who asks: whoever said that it is done, or whose unit did."""

from __future__ import annotations

from app.core.problems.problem import Problem
from app.matters.moves.confirming import ring_back, ring_head
from app.matters.moves.step import Step
from app.matters.workflow.roles import Standing

RINGS = {one.MOVE.name: one.MOVE for one in (ring_back, ring_head)}


def check(step: Step, standing: Standing) -> None:
    """Problem bad-value: one's own work, or none of the move's answers."""
    has_resolved = step.by is not None and step.by == step.matter.resolver
    if has_resolved or step.matter.holder_unit in standing.reach.units:
        raise Problem("bad-value", ("reason", "own-work"))
    if step.reason not in {reason.code for reason in RINGS[step.verb].reasons}:
        raise Problem("bad-value", ("reason", "not-a-choice"))
