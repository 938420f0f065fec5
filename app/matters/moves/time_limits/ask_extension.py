"""申请延期: whoever handles it asks for more time."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step


def ask_extension(step: Step) -> None:
    """The deadline stays until the desk says yes."""
    step.matter.asked_until = step.until


MOVE = Move(
    "ask_extension",
    rows=(Row((DISPATCHED, IN_HAND), SAME, ("handler",), ("text", "until")),),
    label=mark("申请延期"),
    purpose="time",
    sentences={"": mark("{by} 申请延期到 {until}")},
    tells={"": (("desk", "asks_time"),)},
    rank=Rank({IN_HAND: 11}),
    is_once=True,
    by_handler=True,
    by_link=True,
    is_among_staff=True,
    verb=ask_extension,
)
