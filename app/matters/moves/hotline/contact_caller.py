"""联系诉求人: whoever called the hotline was rung, reached or not; each try is an entry of its own."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import CLOSED, OPEN, VOID
from app.matters.moves.record import SAME, Event, Move, Rank, Reason, Row
from app.matters.moves.step import Step
from app.matters.timing import answers, hotline

REACHED = "reached"


def contact_caller(step: Step) -> None:
    """Reached: the hotline's clock stands, and they were spoken to. Not reached: it runs on, and the try is counted."""
    tries = step.matter.ticket["tries"] + 1
    hotline.change(step.matter, tries=tries)
    step.extra |= {"n": tries, "why": step.reason}
    if step.reason == REACHED:
        hotline.stop(step.matter, hotline.CONTACT)
        answers.end(step.matter)


MOVE = Move(
    "contact_caller",
    rows=(
        Row(
            (*OPEN, CLOSED, VOID),
            SAME,
            ("desk_over", "holder"),
            ("contact_reason",),
            "reached stops the hotline's 联系诉求人时限; also of a ticket that was merged",
        ),
    ),
    label=mark("联系诉求人"),
    purpose="residents",
    sentences={
        "": mark("{by} 联系诉求人"),
        REACHED: mark("{by} 第 {n} 次联系诉求人，联系上了"),
        "not_reached": mark("{by} 第 {n} 次联系诉求人，没有联系上"),
    },
    tells={},
    residents={
        REACHED: Event("contacted", mark("{who}和您联系过")),
        "not_reached": Event("contacted", mark("{who}打过您的电话，没有打通")),
    },
    rank=Rank(place=35),
    hint=mark("打一次记一次，没打通也记。这里写的话居民看不到。"),
    reasons=(
        Reason(REACHED, mark("联系上了")),
        Reason("not_reached", mark("没有联系上")),
    ),
    only_while=hotline.is_unanswered,
    is_repeatable=True,
    is_among_staff=True,
    verb=contact_caller,
)
