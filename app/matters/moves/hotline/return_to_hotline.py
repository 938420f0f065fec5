"""退回热线: the ticket goes back to the hotline, by the law or rule that says whose it is."""

from __future__ import annotations

from app.core import clock
from app.core.words import mark
from app.matters.models import SHELVED, VOID, WORKING
from app.matters.moves import lifecycle
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import hotline


def return_to_hotline(step: Step) -> None:
    """It leaves the work and all of its clocks stand; where the hotline sends it again it is opened again."""
    hotline.stop(step.matter, *hotline.CLOCKS)
    hotline.change(step.matter, returned=clock.now())
    lifecycle.void(step.matter)


MOVE = Move(
    "return_to_hotline",
    rows=(
        Row(
            (*WORKING, SHELVED),
            VOID,
            ("desk_over",),
            ("basis", "text"),
            "before the hotline's 退单时限 is over; opened again by the hotline's next sheet",
        ),
    ),
    label=mark("退回热线"),
    purpose="grave",
    sentences={"": mark("{by} 退回热线，依据：{basis}")},
    tells={"": (("finder", "void"), ("holder", "void"))},
    residents={"": Event("ended", mark("这件事转请 12345 热线另行安排"))},
    rank=Rank(place=112),
    hint=mark("写明依据的法规、条款，和该谁办。居民看不到这些。"),
    only_while=hotline.is_unanswered,
    is_among_staff=True,
    verb=return_to_hotline,
)
