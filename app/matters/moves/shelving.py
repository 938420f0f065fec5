"""挂账: what cannot be solved now rests with the desk until a day that is named, and then goes on as before."""

from __future__ import annotations

from app.core import clock
from app.matters.models import SHELVED
from app.matters.moves.step import Step
from app.matters.timing import deadlines


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


def resume(step: Step) -> None:
    """State and holder as before; the time that it rested is added to the deadline."""
    matter, kept = step.matter, step.matter.shelved_from
    matter.state = kept["state"]
    matter.give_to(desk=kept["desk"], unit=kept["unit"], person=kept["person"])
    matter.taken_by, matter.dispatched_by = kept["taken_by"], kept["dispatched_by"]
    deadlines.put_off(matter, clock.now() - kept["at"])
    matter.shelved_from = matter.shelved_until = None
