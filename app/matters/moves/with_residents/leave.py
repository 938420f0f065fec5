"""撤回反映: one resident less asks."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, REPORTED
from app.matters.moves.record import SAME, Event, Move, Rank, Row
from app.matters.moves.step import Step


def leave(step: Step) -> None:
    """Whether any other resident still asks, the residents' door knows."""
    step.matter.resident_asked = bool(step.extra.get("asked"))


MOVE = Move(
    "leave",
    rows=(
        Row((REPORTED, DISPATCHED), SAME, ("resident",), (), "withdraws, where others found it or asked too"),
    ),
    label=mark("撤回反映"),
    purpose="residents",
    sentences={"": mark("一位居民撤回了反映"), "parted": mark("{by} 把并进来的 {to} 又分开了")},
    tells={},  # nobody: others still ask, or the one who found it goes on
    residents={"own": Event("withdrawn", mark("您撤回了"))},
    rank=Rank(),
    verb=leave,
)
