"""收到: a called unit has heard the whistle and will come."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import OPEN
from app.matters.moves import open_calls
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step


def accept(step: Step) -> None:
    """The unit has heard it; the call stays open until somebody has come."""
    open_calls.accept(step)


MOVE = Move(
    "accept",
    rows=(
        Row(
            OPEN,
            SAME,
            ("called_anew",),
            ("new_call",),
            "the call stays open until somebody has come; what a colleague said already is done",
        ),
    ),
    label=mark("收到"),
    purpose="handle",
    sentences={"": mark("{by} 收到吹哨（{unit}）")},
    tells={"": (("caller", "call_accepted"),)},
    key="h",
    rank=Rank(place=2, leads=True),
    is_button=True,
    by_handler=True,
    by_link=True,
    leaves_it=True,
    verb=accept,
)
