"""催办: whoever has it is reminded, by hand or by the clock."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND, OPEN
from app.matters.moves import ticket_clocks
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.workflow.roles import Standing


def remind(step: Step) -> None:
    """The entry itself is the effect."""


def _reminds_oneself(_: Row, standing: Standing) -> bool:
    return standing.is_holder()


MOVE = Move(
    "remind",
    rows=(Row(OPEN, SAME, ("lead", "desk_over", "clock")),),
    label=mark("催办"),
    purpose="urge",
    sentences={
        "": mark("{by} 催办"),
        "call": mark("{unit} 还没有报到，已提醒"),
        "climb": mark("紧急事件还没有人回应，再次提醒 {level}"),
        "near": mark("快到期，已提醒"),
        "hotline": mark("热线的时限快到了，已提醒{reason}"),
        "relieved": mark("换班了，紧急事件还没有人回应，已提醒接班的人"),
    },
    tells={
        "": (("holder", "reminded"),),
        "call": (("late_unit", "call_silent"),),
        "climb": (("holder", "silent"),),
        "near": (("holder", "near"),),
        "hotline": (("holder", "near"), ("desk", "near")),
        "relieved": (("holder", "silent"),),
    },
    rank=Rank({DISPATCHED: 13, IN_HAND: 12}),
    hint=mark("催一下现在手里有这件事的人。"),
    reasons=ticket_clocks.REASONS,
    is_once=True,
    is_idle=_reminds_oneself,
    is_among_staff=True,
    verb=remind,
)
