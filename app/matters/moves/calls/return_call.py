"""退哨: a called unit gives the call back with a reason."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import OPEN
from app.matters.moves import open_calls
from app.matters.moves.record import SAME, Move, Rank, Reason, Row
from app.matters.moves.step import Step


def return_call(step: Step) -> None:
    """The unit gives the call back."""
    open_calls.answer(step, "returned")


MOVE = Move(
    "return_call",
    rows=(Row(OPEN, SAME, ("called",), ("call", "reason_or_text")),),
    label=mark("退哨"),
    purpose="handle",
    sentences={"": mark("{by} 退哨（{unit}）{reason}")},
    tells={"": (("caller", "call_returned"),)},
    key="b",
    rank=Rank(),
    reasons=(Reason("not_ours", mark("不属本单位")), Reason("wrong_place", mark("地点不对"))),
    by_handler=True,
    by_link=True,
    leaves_it=True,
    verb=return_call,
)
