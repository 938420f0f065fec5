"""The calls of a matter: which one is meant by whoever answers, calls off or judges, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.areas.models import Unit
from app.core import clock
from app.core.prepared import Prepared, given
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.matters.models import Call, Matter
from app.matters.moves.step import Step
from app.matters.timing import occasions
from app.matters.workflow.roles import Standing

_OF_MATTER = Prepared(
    lambda: Call.select().where(Call.matter == given("matter")).order_by(Call.entry, Call.unit)
)


def calls_of(matter: str) -> tuple[Call, ...]:
    """Every call of the matter, oldest first."""
    return tuple(_OF_MATTER.all_of(Call, matter=matter))


def open_units(calls: Iterable[Call]) -> frozenset[str]:
    """The units with an open call among these."""
    return frozenset(call.unit for call in calls if call.state == "open")


def choose(standing: Standing, entry: int | None, named: Iterable[str] = (), is_new: bool = False) -> Call:
    """The open call that is meant: the only one, or that of the whistle `entry` (or to the unit `named`).

    `is_new`: one that nobody has accepted. Problem bad-value on `call` when several are open and none is named, or the
    named whistle did not call the unit; not-open when it was answered already.
    """
    units = standing.reach.units & (frozenset(named) or standing.reach.units)
    own = [call for call in standing.calls if call.unit in units]
    found = [call for call in own if call.state == "open" and not (is_new and call.accepted)]
    if entry is None:
        if len(found) > 1:
            raise Problem("bad-value", ("call", "needs-call"))
        if not found:
            raise Problem("bad-value", ("to", "not-here"))
        return found[0]
    chosen = next((call for call in found if call.entry == entry), None)
    if chosen is not None:
        return chosen
    is_known = any(call.entry == entry for call in own)
    raise Problem("not-open") if is_known else Problem("bad-value", ("call", "not-here"))


def meant(calls: Sequence[Call], entry: int | None, units: Sequence[str]) -> list[Call]:
    """Those of `calls` that whoever whistled means: of the whistle `entry`, to `units`, else all of the only whistle.

    Problem bad-value on `call` when there are several whistles and nothing says which, or on `to` for a unit that is
    not among them.
    """
    found = [call for call in calls if entry in (None, call.entry)]
    if not found:
        raise Problem("bad-value", ("call", "not-here"))
    if units:
        last = {call.unit: call for call in found}  # the latest of each
        missing = next((place for place, unit in enumerate(units) if unit not in last), None)
        if missing is not None:
            raise Problem("bad-value", (f"to[{missing}]", "not-here"))
        return [last[unit] for unit in units]
    if len({call.entry for call in found}) > 1:
        raise Problem("bad-value", ("call", "needs-called", {"names": names_of(found)}))
    return found


def over_by_now(
    own: Sequence[Call], fit: Sequence[Call], entry: int | None, units: Sequence[str]
) -> tuple[str, str, dict[str, Any]] | None:
    """Of the first named unit whose calls all fit no longer, what became of the latest: (field, reason, parameters)."""
    left = {call.unit for call in fit if entry in (None, call.entry)}
    for place, unit in enumerate(units):
        calls = [call for call in own if call.unit == unit and entry in (None, call.entry)]
        if calls and unit not in left:
            return f"to[{place}]", _became(calls[-1]), {"unit": names_of(calls[-1:])}
    return None


def _became(call: Call) -> str:
    """The reason of a refusal that says how a call ended."""
    if call.verdict is not None:
        return f"judged-{call.verdict}"
    return f"call-{call.state}" if call.state in ("off", "attended", "returned") else "call-over"


def names_of(calls: Sequence[Call]) -> str:
    """The names of the called units, with 、 between."""
    codes = list(dict.fromkeys(call.unit for call in calls))
    names = dict(Unit.select(Unit.code, Unit.name).where(Unit.code.in_(codes)).tuples())
    return "、".join(names.get(code, code) for code in codes)


def answer(step: Step, state: str) -> None:
    """The unit's answer to the call that is meant: "attended" or "returned"."""
    call = _of(step)
    change(call, state=state, answered=clock.now(), answered_by=step.by, listed=None, next_at=None)


def accept(step: Step) -> None:
    """The unit has heard the call that is meant; what was late already begins anew."""
    call, now = _of(step), clock.now()
    is_late = call.reminded is not None or call.due <= now
    due = occasions.end(step.matter.level, call.reason, now) if is_late else call.due
    change(call, accepted=now, accepted_by=step.by, due=due, next_at=due, reminded=None, listed=None)
    step.extra["call_due"] = due


def heard_before(matter: Matter, standing: Standing, entry: int | None, named: Iterable[str]) -> Entry | None:
    """What a colleague has said already for the call that an `accept` means: that they heard it, or that they came.

    None when a call that is meant still waits to be heard, or none was answered so.
    """
    units = standing.reach.units & (frozenset(named) or standing.reach.units)
    own = {
        (call.entry, call.unit): call
        for call in standing.calls
        if call.unit in units and entry in (None, call.entry)
    }
    if any(call.state == "open" and call.accepted is None for call in own.values()):
        return None
    heard = {
        key
        for key, call in own.items()
        if call.state == "attended" or (call.state == "open" and call.accepted)
    }
    answers = Entry.select().where(
        Entry.kind == "matter", Entry.subject == matter.id, Entry.verb.in_(("accept", "attend"))
    )
    for answer in answers.order_by(Entry.seq.desc()) if heard else ():
        body = answer.body or {}
        if (body.get("call"), body.get("unit")) in heard:
            return answer
    return None


def _of(step: Step) -> Call:
    """The one call that the checked step means; the ledger names it and its unit."""
    call = step.calls[0]
    step.call = call.entry
    step.extra["unit"] = call.unit
    return call


def change(call: Call, **columns: Any) -> None:
    """Write these columns of one call, inside the caller's transaction."""
    Call.update(**columns).where(Call.entry == call.entry, Call.unit == call.unit).execute()
