"""已到场: a called unit has come; accepting it before is not asked for."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import OPEN
from app.matters.moves import open_calls
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step


def attend(step: Step) -> None:
    """The unit has come."""
    open_calls.answer(step, "attended")


MOVE = Move(
    "attend",
    rows=(Row(OPEN, SAME, ("called",), ("call",)),),
    label=mark("已到场"),
    purpose="handle",
    sentences={"": mark("{by} 已到场（{unit}）")},
    tells={"": (("caller", "came"),)},
    key="g",
    rank=Rank(place=3, leads=True),
    is_button=True,
    by_handler=True,
    by_link=True,
    leaves_it=True,
    verb=attend,
)
