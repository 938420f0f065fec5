"""派单: the desk gives it to whoever shall lead and whoever shall support, and the deadline starts."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND, REPORTED, SHELVED, SentBack, Support
from app.matters.moves import lifecycle
from app.matters.moves.record import Event, Move, Rank, Reason, Row
from app.matters.moves.step import Step
from app.matters.timing import deadlines

TRANSFER = "transfer"  # 案件移送: to an authority that decides whether to file it as a case


def dispatch(step: Step) -> None:
    """To the first named, who leads; the others support. The deadline starts."""
    matter, (lead, *others) = step.matter, step.to
    matter.state = DISPATCHED
    lifecycle.forget_handling(matter)
    matter.dispatched_by = matter.level
    matter.joint_since = matter.coming_at = None
    matter.give_to(**{lead[0]: lead[1]})
    if lead[0] == "unit":
        SentBack.update(instead=lead[1]).where(
            SentBack.matter == matter.id, SentBack.instead.is_null()
        ).execute()
    Support.delete().where(Support.matter == matter.id).execute()
    for kind, code in others:
        Support.create(matter=matter.id, kind=kind, code=code, state="open")
    deadlines.start(matter, step.ground)


MOVE = Move(
    "dispatch",
    rows=(
        Row(
            (REPORTED, DISPATCHED, IN_HAND, SHELVED),
            DISPATCHED,
            ("desk",),
            ("to_handlers", "transfer"),
            "the first leads, the others support; starts the deadline",
        ),
    ),
    label=mark("派单"),
    purpose="handle",
    sentences={"": mark("{by} 派单给 {to}"), TRANSFER: mark("{by} 移送案件给 {to}")},
    tells={"": (("new_holder", "new"), ("supports", "support"))},
    residents={
        "": Event("dispatched", mark("已转给{who}办理")),
        TRANSFER: Event("dispatched", mark("案件已移送{who}")),
    },
    reasons=(Reason(TRANSFER, mark("案件移送")),),
    key="d",
    rank=Rank({REPORTED: 10}, leads=True),
    hint=mark("第一个主办，其他协办。从现在开始计时。"),
    verb=dispatch,
)
