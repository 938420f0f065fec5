"""督办: the desk watches that it is done by a date of its own; the clock does so once the deadline has passed."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, OPEN
from app.matters.moves import ticket_clocks
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.workflow.roles import Standing


def supervise(step: Step) -> None:
    """A date of its own; the level above gets a copy."""
    step.matter.supervised_until = step.until
    if "instruction" in step.extra:
        step.extra["why"] = "instruction"
    step.extra["copy_to"] = step.ground.next_level(step.matter.level)


def _supervises_oneself(_: Row, standing: Standing) -> bool:
    return standing.is_holder()


MOVE = Move(
    "supervise",
    rows=(
        Row(OPEN, SAME, ("desk_over",), ("text", "until", "instruction")),
        Row(OPEN, SAME, ("clock",), (), "past due; the holder stays"),
    ),
    label=mark("督办"),
    purpose="urge",
    sentences={
        "": mark("{by} 督办，{until} 前办结"),
        "instruction": mark("{by} 按领导批示（{instruction}）督办，{until} 前办结"),
        "call": mark("{unit} 一直没有报到，已列入上级待办"),
        "unheard": mark("居民没有等到答复，已抄送上一级督办"),
        "late": mark("已超期，自动督办并抄送上一级"),
        "hotline": mark("热线的时限过了，自动督办并抄送上一级{reason}"),
    },
    tells={
        "": (("holder", "supervised"), ("copy", "copied")),
        "call": (("late_unit", "call_silent"), ("copy", "call_silent")),
        "unheard": (("holder", "unheard"), ("copy", "unheard")),
        "late": (("holder", "late"), ("copy", "late_copied")),
        "hotline": (("holder", "late"), ("desk", "late"), ("copy", "late_copied")),
    },
    rank=Rank({DISPATCHED: 14}),
    reasons=ticket_clocks.REASONS,
    is_once=True,
    is_idle=_supervises_oneself,
    is_among_staff=True,
    verb=supervise,
)
