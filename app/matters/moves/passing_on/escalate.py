"""报给上一级: one level up, by hand, by the red button, or by the clock when an emergency finds no answer."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import REPORTED, WORKING
from app.matters.moves import climb, lifecycle
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import deadlines
from app.matters.workflow.roles import Standing


def escalate(step: Step) -> None:
    """To the desk of the next level; at the top it stays where and as it is."""
    matter = step.matter
    if "urgency" in step.changes:
        matter.urgency = step.changes["urgency"]
    up = step.ground.next_level(matter.level)
    if up is None:
        step.extra["top"] = True
        if "urgency" in step.changes:
            deadlines.start(matter, step.ground)
    else:
        lifecycle.lay(matter, up, step.ground)
    climb.wait_for_answer(matter)


def _is_at_top(_: Row, standing: Standing) -> bool:
    return standing.ground.next_level(standing.matter.level) is None


def _comes_to_oneself(_: Row, standing: Standing) -> bool:
    return standing.at_desk(standing.ground.next_level(standing.matter.level))


def _is_too_much_for_holder(_: Row, standing: Standing) -> bool:
    matter = standing.matter
    return matter.holder_person == standing.me and matter.urgency != "emergency"


MOVE = Move(
    "escalate",
    rows=(
        Row(
            WORKING,
            REPORTED,
            ("holder", "finder", "lead", "desk_over", "clock"),
            (),
            "to the next level; at the top it stays",
        ),
    ),
    label=mark("报给{next}"),
    purpose="handle",
    labels=((_is_at_top, mark("再次上报")), (_comes_to_oneself, mark("升到{next}"))),
    sentences={
        "": mark("{by} 报给 {level}"),
        "top": mark("{by} 再次上报，已在最高一级"),
        climb.UNMANNED: mark("这里没有人值班，自动报给 {level}"),
        "by clock": mark("没有人回应，自动报给 {level}"),
    },
    tells={"": (("new_holder", "new"),), "top": (("holder", "again"),)},
    residents={"": Event("passed up", mark("已报给{level}")), "top": None},
    rank=Rank(place=100),
    ranks=((_is_too_much_for_holder, Rank({REPORTED: 13})),),
    hint=mark("报给上一级以后，由那里的指挥室决定谁来办。"),
    is_once=True,
    is_idle=_is_at_top,
    on_own_report={"kept": 2},
    lifts=True,
    verb=escalate,
)
