"""也反映: one resident more asks for the same."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import OPEN
from app.matters.moves.record import SAME, Event, Move, Rank, Row
from app.matters.moves.step import Step


def join(step: Step) -> None:
    """The last word is theirs too."""
    step.matter.resident_asked = True


MOVE = Move(
    "join",
    rows=(Row(OPEN, SAME, ("resident",), (), "one more resident asks, and has a word at the end"),),
    label=mark("也反映"),
    purpose="residents",
    sentences={
        "": mark("又有居民反映同一件事"),
        "merged": mark("{by} 把 {to} 并进来，那里的居民也在等"),
    },
    tells={"": (("holder", "joined"),)},
    residents={"own": Event("joined", mark("您也反映了这件事，一起办理"))},
    rank=Rank(),
    verb=join,
)
