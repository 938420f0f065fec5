"""已看到: whoever it lies with says so, and nothing else changes."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, REPORTED
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step


def acknowledge(step: Step) -> None:
    """The entry itself is the effect."""


MOVE = Move(
    "acknowledge",
    rows=(Row((REPORTED, DISPATCHED), SAME, ("answering",)),),
    label=mark("已看到"),
    purpose="handle",
    sentences={"": mark("{by} 已看到")},
    tells={},  # nobody: whoever asks sees it in the course of the matter
    key="i",
    rank=Rank(in_alarm=0, leads=True),
    is_button=True,
    is_once=True,
    by_handler=True,
    is_among_staff=True,
    verb=acknowledge,
)
