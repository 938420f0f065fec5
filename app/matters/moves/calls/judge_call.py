"""来了、没来、解决了: whoever whistled, or the desk, says what became of a call; of the unit, never of a person."""

from __future__ import annotations

from app.core import clock
from app.core.words import mark
from app.matters.models import CLOSED, OPEN
from app.matters.moves import open_calls
from app.matters.moves.record import SAME, Move, Rank, Reason, Row
from app.matters.moves.step import Step

ABSENT = "absent"


def judge_call(step: Step) -> None:
    """The verdict stands with the call; one that was still open ends with it."""
    now, verdict = clock.now(), step.reason
    for call in step.calls:
        over = {"state": ABSENT if verdict == ABSENT else "attended", "listed": None, "next_at": None}
        is_open = call.state == "open"
        open_calls.change(
            call, verdict=verdict, judged=now, judged_by=step.by, **(over if is_open else {})
        )  # fmt: skip


MOVE = Move(
    "judge_call",
    rows=(
        Row(
            (*OPEN, CLOSED),
            SAME,
            ("judging_caller", "judging_desk"),
            ("to_judged", "verdict"),
            "of the unit, never of a person; a call that was open ends",
        ),
    ),
    label=mark("评哨"),
    purpose="urge",
    sentences={"": mark("{by} 评哨：{to}{reason}")},
    tells={"": (("called", "call_judged"),)},
    key="v",
    rank=Rank(),
    hint=mark("说的是单位，不是个人。还没有来的，评过就不再等了。"),
    reasons=(
        Reason("came", mark("来了")),
        Reason(ABSENT, mark("没来")),
        Reason("solved", mark("解决了")),
    ),
    verb=judge_call,
)
