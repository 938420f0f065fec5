"""延期: the desk gives more time."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND
from app.matters.moves.record import SAME, Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import deadlines


def extend(step: Step) -> None:
    """The deadline is the one that is named."""
    assert step.until is not None
    deadlines.extend(step.matter, step.until)


MOVE = Move(
    "extend",
    rows=(Row((DISPATCHED, IN_HAND), SAME, ("desk_over",), ("text", "until")),),
    label=mark("延期"),
    purpose="time",
    sentences={"": mark("{by} 延期到 {until}")},
    tells={"": (("holder", "more_time"),)},
    residents={"": Event("extended", mark("需要更多时间，{until} 前办好"))},
    key="e",
    rank=Rank({IN_HAND: 13}),
    is_among_staff=True,
    verb=extend,
)
