"""离岗交接: somebody leaves, and what waited for that person goes to a successor; deadlines and states go on as they were."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import OPEN
from app.matters.moves.record import SAME, Event, Move, Rank, Row
from app.matters.moves.step import Step


def give_to_successor(step: Step, leaver: str, successor: str) -> None:
    """The successor has it instead of whoever leaves, as it stands."""
    step.extra["from"] = leaver
    step.to = [("person", successor)]
    step.matter.give_to(person=successor)
    if step.matter.taken_by == leaver:
        step.matter.taken_by = successor


MOVE = Move(
    "hand_on",
    rows=(Row(OPEN, SAME, ("overseer",), (), "all that somebody who leaves has, in one act"),),
    label=mark("离岗交接"),
    purpose="tidy",
    sentences={"": mark("离岗交接：{by} 把 {from} 手里的转给 {to}")},
    tells={"": (("new_holder", "new"),)},
    residents={"": Event("passed on", mark("换了人办理"))},
    rank=Rank(),
    verb=None,
    made_by="whoever leads or administers a person who leaves, on that person's sheet: app/admin/leaving/sheet.py",
    is_undoable=False,
)
