"""今天不方便: the question whether it is done passes on to the next in turn."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import RESOLVED
from app.matters.moves.record import SAME, Move, Rank, Reason, Row
from app.matters.moves.step import Step
from app.matters.workflow import confirmers

CANNOT_SEE = "cannot_see"


def decline(step: Step) -> None:
    """It passes on; the last in turn keeps it."""
    step.extra["turn"] = step.matter.confirm_turn
    step.extra["passed"] = confirmers.pass_on(step.matter, step.ground)


MOVE = Move(
    "decline",
    rows=(Row((RESOLVED,), SAME, ("turn", "clock"), (), "passes on; the last keeps it"),),
    label=mark("今天不方便"),
    purpose="handle",
    sentences={
        "": mark("{by} 今天不方便，转给下一位"),
        "by clock": mark("几天没有回音，转给下一位确认"),
    },
    tells={"": (("turn", "look"),)},
    rank=Rank(place=103),
    reasons=(
        Reason(CANNOT_SEE, mark("看不到，没法确认"), on_form=False),
        Reason("concerned", mark("与本人有关，请问别人"), on_form=False),
    ),
    is_button=True,
    is_once=True,
    turns=True,
    is_among_staff=True,
    verb=decline,
)
