"""挂账: what cannot be solved now rests with the desk until a day that is named."""

from __future__ import annotations

from app.core import clock
from app.core.words import mark
from app.matters.models import SHELVED, WORKING
from app.matters.moves.record import Event, Move, Rank, Reason, Row
from app.matters.moves.step import Step

JOINT_MEETING = "joint_meeting"


def shelve(step: Step) -> None:
    """Rests with the desk; the deadline stands still."""
    matter = step.matter
    desk, unit, person = matter.holder()
    matter.shelved_from = {
        "state": matter.state, "desk": desk, "unit": unit, "person": person, "at": clock.now(),
        "taken_by": matter.taken_by, "dispatched_by": matter.dispatched_by,
    }  # fmt: skip
    matter.state, matter.shelved_until, matter.climb_at = SHELVED, step.until, None
    matter.give_to(desk=matter.level)
    if step.reason == JOINT_MEETING:
        matter.joint_since = clock.now()


MOVE = Move(
    "shelve",
    rows=(Row(WORKING, SHELVED, ("desk",), ("text", "until", "shelf_reason")),),
    label=mark("挂账"),
    purpose="time",
    sentences={"": mark("{by} 挂账到 {until}")},
    tells={"": (("holder", "shelved"), ("finder", "shelved"))},
    residents={"": Event("shelved", mark("现在还办不了，{until}再办"))},
    key="s",
    rank=Rank(),
    hint=mark("先放一放，到时间自动回来。"),
    reasons=(Reason(JOINT_MEETING, mark("没有单位认领，等联席会议")), Reason("later", mark("现在办不了"))),
    verb=shelve,
)
