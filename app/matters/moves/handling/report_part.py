"""协办回复: a support answers for its own part; whoever leads says when the whole is done."""

from __future__ import annotations

from app.core import clock
from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND, Support
from app.matters.moves.record import SAME, Move, Rank, Reason, Row
from app.matters.moves.step import Step

DONE, NOT_OURS = "part_done", "not_ours"
STATES = {DONE: "done", NOT_OURS: "not_ours"}


def report_part(step: Step) -> None:
    """The answer stands with each support that the person acts for; the entry names them."""
    assert step.reason is not None
    if step.reason == NOT_OURS:
        step.extra["why"] = "part_refused"
    for kind, code in step.to:
        Support.update(state=STATES[step.reason], answered=clock.now(), answered_by=step.by).where(
            Support.matter == step.matter.id, Support.kind == kind, Support.code == code
        ).execute()


MOVE = Move(
    "report_part",
    rows=(
        Row(
            (DISPATCHED, IN_HAND),
            SAME,
            ("supporting",),
            ("part_reason",),
            "its own part alone; whoever leads resolves when all have answered, or says why not",
        ),
    ),
    label=mark("协办回复"),
    purpose="handle",
    sentences={"": mark("{by} 协办回复（{to}）{reason}")},
    tells={
        "": (("holder", "part_done"),),
        "part_refused": (("holder", "part_refused"), ("desk", "part_refused")),
    },
    rank=Rank({DISPATCHED: 15, IN_HAND: 15}, leads=True),
    hint=mark("只说你们这一部分；整件由主办单位办结。"),
    reasons=(Reason(DONE, mark("我们这部分办好了")), Reason(NOT_OURS, mark("不属本单位"))),
    by_handler=True,
    by_link=True,
    verb=report_part,
)
