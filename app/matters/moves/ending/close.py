"""结案: by the desk, or after the days in which nobody rated it."""

from __future__ import annotations

from app.core.words import mark, mark_in
from app.matters.models import CLOSED, CONFIRMED
from app.matters.moves import lifecycle
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step


def close(step: Step) -> None:
    """Closed."""
    lifecycle.close(step.matter)


MOVE = Move(
    "close",
    rows=(Row((CONFIRMED,), CLOSED, ("desk_over", "clock")),),
    label=mark_in("move", "结案"),
    purpose="handle",
    sentences={"": mark("{by} 结案")},
    tells={"": (("finder", "closed"),)},
    residents={
        "": Event("closed", mark("已经结束")),
        "by clock": Event("closed by silence", mark("没有收到评价，到期自动结束")),
    },
    key="c",
    rank=Rank(place=105),
    is_button=True,
    verb=close,
)
