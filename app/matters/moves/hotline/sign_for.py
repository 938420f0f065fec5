"""签收: the desk has signed for the hotline's ticket."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import OPEN
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import hotline


def sign_for(step: Step) -> None:
    """Its clock stands."""
    hotline.stop(step.matter, hotline.SIGN)


MOVE = Move(
    "sign_for",
    rows=(Row(OPEN, SAME, ("desk_over",), (), "stops the hotline's 签收时限"),),
    label=mark("签收"),
    purpose="handle",
    sentences={"": mark("{by} 签收热线工单")},
    tells={},
    rank=Rank(place=5),
    is_button=True,
    only_while=hotline.is_to_sign,
    is_among_staff=True,
    verb=sign_for,
)
