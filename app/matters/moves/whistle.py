"""吹哨报到: units are called, report in or give the call back; the matter does not move."""

from __future__ import annotations

from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Call
from app.matters.moves import open_calls
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


def attend(step: Step) -> None:
    """The unit has come."""
    _answer(step, "attended")


def return_call(step: Step) -> None:
    """The unit gives the call back with a reason."""
    _answer(step, "returned")


def _answer(step: Step, state: str) -> None:
    units = step.act.reach_now().units
    call = open_calls.choose(step.matter.id, units, step.call)
    Call.update(state=state, answered=clock.now(), answered_by=step.by, listed=None).where(
        Call.entry == call.entry, Call.unit == call.unit
    ).execute()
    step.call = call.entry
    step.extra["unit"] = call.unit


def span(level: str) -> int:
    """Milliseconds in which a called unit should answer."""
    return round(max(thresholds.number(level, "call_minutes"), 1) * clock.MINUTE)
