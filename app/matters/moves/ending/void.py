"""作废: what is not to be handled leaves the work; nothing is deleted."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND, OPEN, REPORTED, VOID
from app.matters.moves import lifecycle
from app.matters.moves.record import Event, Move, Rank, Reason, Row
from app.matters.moves.step import Step
from app.matters.workflow.roles import Standing

BY_MISTAKE = ("finder_by_mistake",)


def void(step: Step) -> None:
    """误触 and a resident's withdrawal need no words of their own."""
    step.reason = step.reason or ("withdrawn" if step.act.actor == "resident" else "mistake")
    lifecycle.void(step.matter)


def _is_mistake(row: Row, _: Standing) -> bool:
    return row.who == BY_MISTAKE


MOVE = Move(
    "void",
    rows=(
        Row((REPORTED, DISPATCHED, IN_HAND), VOID, BY_MISTAKE, (), "误触; the reason is filled in"),
        Row((REPORTED, DISPATCHED), VOID, ("finder",), ("reason",)),
        Row((REPORTED, DISPATCHED), VOID, ("resident",), (), "withdraws, where nobody else asked"),
        Row(OPEN, VOID, ("desk_over",), ("reason",)),
    ),
    label=mark("作废"),
    purpose="grave",
    labels=((_is_mistake, mark("误触，撤回")),),
    sentences={"": mark("{by} 作废{reason}"), "by resident": mark("居民撤回")},
    tells={
        "": (("finder", "void"), ("holder", "void")),
        "by resident": (("holder", "withdrawn"), ("finder", "withdrawn")),
    },
    residents={
        "": Event("ended", mark("这件事不再办理")),
        "own": Event("withdrawn", mark("您撤回了")),
    },
    rank=Rank(place=107),
    hint=mark("不再办理，记录都保留。"),
    reasons=(
        Reason("mistake", mark("误触")),
        Reason("double", mark("重复上报")),
        Reason("unfounded", mark("到现场没有发现")),
        Reason("withdrawn", mark("居民撤回"), on_form=False),
        Reason("import_back", mark("导入撤回"), on_form=False),
    ),
    on_own_report={"kept": 5, "passed": 3},
    verb=void,
)
