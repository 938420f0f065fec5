"""现场处理好了: the one who found it, or the grid's own people, settled it where it stood."""

from __future__ import annotations

import hashlib

from app.core.words import mark
from app.matters.models import CLOSED, REPORTED, RESOLVED, Matter
from app.matters.moves import lifecycle
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import thresholds
from app.matters.workflow import confirmers


def settle_on_spot(step: Step) -> None:
    """Closed; or resolved, for the resident or the sample to confirm."""
    matter = step.matter
    matter.resolver = step.by
    matter.climb_at = None
    step.extra["after"] = list(step.photos)
    if matter.resident_asked or is_sampled(matter):
        matter.state = RESOLVED
        confirmers.begin(matter, step.ground)
    else:
        lifecycle.close(matter)


def is_sampled(matter: Matter) -> bool:
    """Whether this one is in the sample: decided by its id alone, so that nobody can choose and a retry is the same."""
    share = thresholds.number(matter.area, "sample_share")
    drawn = int.from_bytes(hashlib.sha256(matter.id.encode()).digest()[:4], "big") % 10_000
    return drawn < share * 100


MOVE = Move(
    "settle_on_spot",
    rows=(
        Row(
            (REPORTED,),
            CLOSED,
            ("finder_at_grid", "worker_at_grid"),
            ("text_or_photo",),
            "to resolved if a resident asked, or for a sampled share",
        ),
    ),
    label=mark("现场处理好了"),
    purpose="handle",
    sentences={"": mark("{by} 现场处理好了")},
    tells={
        "": (("turn", "look"), ("finder", "closed")),
        "waits": (("turn", "look"), ("desk", "say_it"), ("finder", "closed")),
    },
    residents={"": Event("done", mark("{who}处理好了，请您看看"))},
    has_resident_text=True,
    rank=Rank({REPORTED: 12}, leads=True),
    on_own_report={"kept": 1},
    settles=True,
    is_answer=True,
    turns=True,
    verb=settle_on_spot,
)
