"""下派: the desk gives it to a lower area."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import REPORTED, WORKING
from app.matters.moves import lifecycle
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step


def hand_down(step: Step) -> None:
    """To whoever holds at the lower area."""
    named = step.to[0][1]
    lifecycle.lay(step.matter, step.ground.grid_of(named) or named, step.ground)


MOVE = Move(
    "hand_down",
    rows=(Row(WORKING, REPORTED, ("desk",), ("to_area",), "to a lower area"),),
    label=mark("下派"),
    purpose="handle",
    sentences={"": mark("{by} 下派到 {level}")},
    tells={"": (("new_holder", "new"),)},
    residents={"": Event("passed on", mark("已转到{level}"))},
    rank=Rank({REPORTED: 14}),
    verb=hand_down,
)
