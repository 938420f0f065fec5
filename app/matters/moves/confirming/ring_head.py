"""电话问楼栋长: a building head without a smartphone is rung up while it is their turn; what they say is written down for them."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import RESOLVED, Matter
from app.matters.moves.confirming import confirm, refuse
from app.matters.moves.confirming.ring_back import NOBODY
from app.matters.moves.record import SAME, Event, Move, Rank, Reason, Row
from app.matters.moves.step import Step

SOLVED, UNSOLVED, HEAD = "head_solved", "head_not_yet", "head"


def ring_head(step: Step) -> None:
    """As if the head had confirmed or refused; nobody answered: the turn stays where it is."""
    step.extra["why"] = step.reason
    if step.reason == SOLVED:
        confirm.confirm(step)
    elif step.reason == UNSOLVED:
        refuse.refuse(step)


def _is_heads(matter: Matter) -> bool:
    """Whether the head is asked just now."""
    return matter.confirm_turn == HEAD


MOVE = Move(
    "ring_head",
    rows=(
        Row(
            (RESOLVED,),
            SAME,
            ("desk_over", "lead"),
            ("ring_reason",),
            "while it is the head's turn; confirmed or back in hand as the head says; never whoever resolved it",
        ),
    ),
    label=mark("电话问楼栋长"),
    purpose="handle",
    sentences={
        "": mark("{by} 打电话问楼栋长"),
        SOLVED: mark("{by} 打电话问过楼栋长，确认解决"),
        UNSOLVED: mark("{by} 打电话问过楼栋长，还没有解决"),
        NOBODY: mark("{by} 打电话问楼栋长，没有打通"),
    },
    tells={
        SOLVED: (("resolver", "confirmed"), ("finder", "confirmed")),
        UNSOLVED: (("resolver", "refused"), ("holder", "refused")),
    },
    residents={
        SOLVED: Event("confirmed in the building", mark("楼里的邻居看过，确认解决了")),
        UNSOLVED: Event("not yet in the building", mark("楼里的邻居看过，还没有好，继续办理")),
        NOBODY: None,
    },
    rank=Rank(),
    hint=mark("楼栋长没有智能手机时打电话问。照对方说的记。"),
    reasons=(
        Reason(SOLVED, mark("楼栋长说解决了")),
        Reason(UNSOLVED, mark("楼栋长说还没有")),
        Reason(NOBODY, mark("没有打通")),
    ),
    only_while=_is_heads,
    is_repeatable=True,
    turns=True,
    verb=ring_head,
)
