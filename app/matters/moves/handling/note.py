"""补充: a sentence or a photo, by anybody who has to do with it, also late."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import OPEN
from app.matters.moves.record import SAME, Event, Move, Rank, Row
from app.matters.moves.step import Step


def note(step: Step) -> None:
    """The entry itself is the effect; the search's index has its words once they are written there."""
    if step.text:
        step.matter.indexed = None


MOVE = Move(
    "note",
    rows=(
        Row(OPEN, SAME, ("anyone",), ("text_or_photo",)),
        Row(OPEN, SAME, ("resident",), ("text_or_photo",), "a word or a photo more"),
    ),
    label=mark("补充"),
    purpose="tidy",
    sentences={"": mark("{by} 补充"), "by resident": mark("居民补充"), "by source": mark("{by} 又转来")},
    tells={
        "": (("holder", "noted"),),
        "by resident": (("holder", "words"), ("desk", "words")),
    },
    residents={"own": Event("added", mark("您补充了"))},
    key="n",
    rank=Rank(place=32),
    hint=mark("只有工作人员看得到。"),
    on_own_report={"kept": 3, "passed": 1},
    is_repeatable=True,
    counts_late=True,
    by_link=True,
    is_among_staff=True,
    leaves_it=True,
    verb=note,
)
