"""吹哨: units are called to come; whoever has the matter keeps it."""

from __future__ import annotations

from app.core import clock
from app.core.words import mark
from app.ledger.models import Entry
from app.matters.models import OPEN, Call
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import thresholds


def whistle(step: Step) -> None:
    """A call with a clock of its own for each unit."""
    matter, now = step.matter, clock.now()
    due = now + span(matter.level)

    def call(entry: Entry) -> None:
        for _, unit in step.to:
            Call.create(entry=entry.seq, matter=matter.id, unit=unit, at=now, due=due)

    step.extra["call_due"] = due
    step.after = call


def span(level: str) -> int:
    """Milliseconds in which a called unit should answer."""
    return round(max(thresholds.number(level, "call_minutes"), 1) * clock.MINUTE)


MOVE = Move(
    "whistle",
    rows=(
        Row(
            OPEN,
            SAME,
            ("lead", "desk"),
            ("to_units", "text"),
            "a call with its own clock per unit; the holder does not change",
        ),
    ),
    label=mark("吹哨"),
    purpose="urge",
    sentences={"": mark("{by} 吹哨：{to}")},
    tells={"": (("called", "called"),)},
    rank=Rank(),
    hint=mark("被叫的单位要来报到；事件还在原来的人手里。"),
    verb=whistle,
)
