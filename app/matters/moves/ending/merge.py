"""合并: it goes on in another matter; nothing is deleted."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import OPEN, VOID, Matter
from app.matters.moves import lifecycle
from app.matters.moves.calls import whistle
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.moves.with_residents import join


def merge(step: Step) -> None:
    """Void here. A resident who asked for this one asks for that one now, and a unit that was called is called there."""
    step.matter.merged_into = step.to[0][1]
    lifecycle.void(step.matter)
    step.after = lambda _: bring_along(step, step.to[0][1])


def bring_along(step: Step, into: str) -> None:
    """Whoever asked for this one asks for the other, and the units that were called are called there; after the step's entry."""
    other = Matter.get_by_id(into)
    if step.matter.resident_asked:
        extra = {"merged": step.matter.id, "had": [other.resident_asked, other.answer_due]}
        other.resident_asked = True
        if step.matter.answer_due is not None:
            other.answer_due = min(step.matter.answer_due, other.answer_due or step.matter.answer_due)
        Step(step.act, other, join.MOVE.name, step.ground, extra=extra).finish()
    whistle.carry(step, other)


MOVE = Move(
    "merge",
    rows=(
        Row(
            OPEN,
            VOID,
            ("desk_over",),
            ("to_matter",),
            "nothing is deleted; open calls go on there, with their clocks",
        ),
    ),
    label=mark("合并"),
    purpose="grave",
    sentences={"": mark("{by} 并入 {to}")},
    tells={"": (("finder", "merged"), ("holder", "merged"), ("uncalled", "uncalled"))},
    residents={"": Event("merged", mark("和同一件事合并，一起办理"))},
    key="m",
    rank=Rank(place=106),
    hint=mark("这一件并入选中的那一件，什么都不会删掉。"),
    verb=merge,
)
