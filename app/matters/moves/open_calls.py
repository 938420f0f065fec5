"""Open calls: which one a unit's member answers, and the answer to it."""

from __future__ import annotations

from collections.abc import Iterable

from app.core import clock
from app.core.problems.problem import Problem
from app.matters.models import Call
from app.matters.moves.step import Step


def open_of(matter: str, units: Iterable[str]) -> list[Call]:
    """The open calls of these units in a matter, oldest first."""
    return list(
        Call.select()
        .where(Call.matter == matter, Call.unit.in_(list(units)), Call.state == "open")
        .order_by(Call.entry, Call.unit)
    )


def choose(matter: str, units: Iterable[str], entry: int | None) -> Call:
    """The open call that is meant: the only one, or that of the whistle `entry`.

    Problem bad-value on `call` when several are open and none is named, or the named whistle did not call the
    unit; not-open when it was answered already.
    """
    named = list(units)
    found = open_of(matter, named)
    if entry is None:
        if len(found) > 1:
            raise Problem("bad-value", ("call", "needs-call"))
        return found[0]
    chosen = next((call for call in found if call.entry == entry), None)
    if chosen is not None:
        return chosen
    of_units = Call.select().where(Call.matter == matter, Call.entry == entry, Call.unit.in_(named))
    raise Problem("not-open") if of_units.exists() else Problem("bad-value", ("call", "not-here"))


def open_units(matter: str) -> frozenset[str]:
    """The units with an open call in a matter."""
    rows = Call.select(Call.unit).where(Call.matter == matter, Call.state == "open").tuples()
    return frozenset(unit for (unit,) in rows)


def answer(step: Step, state: str) -> None:
    """The unit's answer to the call that is meant: "attended" or "returned"."""
    units = step.act.reach_now().units
    call = choose(step.matter.id, units, step.call)
    Call.update(state=state, answered=clock.now(), answered_by=step.by, listed=None).where(
        Call.entry == call.entry, Call.unit == call.unit
    ).execute()
    step.call = call.entry
    step.extra["unit"] = call.unit
