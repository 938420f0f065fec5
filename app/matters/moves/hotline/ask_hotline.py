"""向热线申请延期: more time is asked of the hotline; its clock runs on until it has said yes."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import SHELVED, WORKING
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import hotline


def ask_hotline(step: Step) -> None:
    """Nothing moves yet."""
    hotline.change(step.matter, asked_until=step.until)


MOVE = Move(
    "ask_hotline",
    rows=(
        Row(
            (*WORKING, SHELVED),
            SAME,
            ("desk_over",),
            ("text", "until"),
            "the clock runs on until `hotline_extend`",
        ),
    ),
    label=mark("向热线申请延期"),
    purpose="time",
    sentences={"": mark("{by} 向热线申请延期到 {until}")},
    tells={},
    rank=Rank(place=110),
    hint=mark("在热线的系统里也要申请。热线答应以前，时限照旧。"),
    only_while=hotline.is_unanswered,
    is_once=True,
    is_among_staff=True,
    verb=ask_hotline,
)
