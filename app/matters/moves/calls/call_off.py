"""撤哨: whoever whistled, or the desk, says that nobody needs to come any more."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import OPEN
from app.matters.moves import open_calls
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step


def call_off(step: Step) -> None:
    """The calls that are meant are over; nobody came and nobody should have."""
    for call in step.calls:
        open_calls.change(call, state="off", listed=None, next_at=None)


MOVE = Move(
    "call_off",
    rows=(Row(OPEN, SAME, ("caller", "desk_calling"), ("to_called", "text"), "the call is over"),),
    label=mark("撤哨"),
    purpose="urge",
    sentences={"": mark("{by} 撤哨：{to}")},
    tells={"": (("called", "called_off"),)},
    key="q",
    rank=Rank(),
    hint=mark("不用再来了，会告诉被叫的单位。"),
    phrases=(mark("已经处理好，不用再来。"), mark("叫错了单位。")),
    verb=call_off,
)
