"""恢复办理: what was shelved goes on as before, by the desk or when its day has come."""

from __future__ import annotations

from app.core import clock
from app.core.words import mark
from app.matters.models import SHELVED
from app.matters.moves.record import BEFORE, Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import deadlines


def resume(step: Step) -> None:
    """State and holder as before; the time that it rested is added to the deadline."""
    matter, kept = step.matter, step.matter.shelved_from
    matter.state = kept["state"]
    matter.give_to(desk=kept["desk"], unit=kept["unit"], person=kept["person"])
    matter.taken_by, matter.dispatched_by = kept["taken_by"], kept["dispatched_by"]
    deadlines.put_off(matter, clock.now() - kept["at"])
    matter.shelved_from = matter.shelved_until = None


MOVE = Move(
    "resume",
    rows=(Row((SHELVED,), BEFORE, ("desk", "clock"), (), "state and holder as before"),),
    label=mark("恢复办理"),
    purpose="handle",
    sentences={"": mark("{by} 恢复办理")},
    tells={"": (("new_holder", "resumed"),)},
    residents={"": Event("resumed", mark("继续办理"))},
    rank=Rank(place=30, leads=True),
    is_button=True,
    verb=resume,
)
