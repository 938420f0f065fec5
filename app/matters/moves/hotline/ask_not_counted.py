"""申请不计入: the desk asks the hotline not to count the ticket among the rates, with the evidence."""

from __future__ import annotations

from app.core import clock
from app.core.words import mark
from app.matters.models import STATES
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import hotline


def ask_not_counted(step: Step) -> None:
    """That it was asked; whether it is counted the hotline's own sheet says."""
    hotline.change(step.matter, not_counted=clock.now())


MOVE = Move(
    "ask_not_counted",
    rows=(
        Row(
            STATES,
            SAME,
            ("desk_over",),
            ("text_or_photo",),
            "the rates leave it out once the 回访 sheet says so",
        ),
    ),
    label=mark("申请不计入"),
    purpose="tidy",
    sentences={"": mark("{by} 向热线申请不计入")},
    tells={},
    rank=Rank(place=109),
    hint=mark("写明理由，附上证据。热线同意与否以它的回访表为准。"),
    only_while=hotline.is_asked_to_count,
    is_once=True,
    is_among_staff=True,
    verb=ask_not_counted,
)
