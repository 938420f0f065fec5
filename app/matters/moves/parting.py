"""What was merged into another stands by itself again: it takes its reporters back, and the units that were called for it."""

from __future__ import annotations

from app.ledger.models import Entry
from app.matters.models import Call, Matter
from app.matters.moves.calls import whistle
from app.matters.moves.step import Step
from app.matters.moves.with_residents import join, leave
from app.matters.residents import involved


def part(step: Step, other: str) -> None:
    """Undo in the other what merging brought there; inside the caller's transaction, before the step is finished.

    A unit that has answered there since is not asked a second time.
    """
    into = Matter.get_or_none(Matter.id == other)
    if into is None:
        return
    before = (into.resident_asked, into.answer_due)
    if step.matter.resident_asked:
        into.resident_asked, into.answer_due = _had(step, into)
    calls = _carried(step.matter.id, other)
    if not calls and before == (into.resident_asked, into.answer_due):
        return
    for call in calls:
        _take_back(step.matter.id, call)
    extra = {"parted": step.matter.id, "asked": into.resident_asked}
    Step(step.act, into, leave.MOVE.name, step.ground, extra=extra).finish()


def _had(step: Step, into: Matter) -> tuple[bool, int | None]:
    """Whether residents ask for the other without those of this one, and by when it owes them an answer.

    Taken back at once, it is as it was; later others may have asked, and the earlier of the two days stands.
    """
    is_asked = involved.is_asked_without(into.id, step.matter.id)
    joined = _brought(into.id, join.MOVE.name, "merged", step.matter.id)
    had = (joined[-1].body or {}).get("had") if joined and step.undoes is not None else None
    if had is not None:
        return is_asked or bool(had[0]), had[1]
    return is_asked, into.answer_due if is_asked else None


def _carried(matter: str, other: str) -> list[Call]:
    entries = [entry.seq for entry in _brought(other, whistle.MOVE.name, "carried", matter)]
    return list(Call.select().where(Call.matter == other, Call.entry.in_(entries)))


def _brought(other: str, verb: str, key: str, matter: str) -> list[Entry]:
    """The entries of the other that tell that something came with this matter."""
    entries = Entry.select().where(Entry.kind == "matter", Entry.subject == other, Entry.verb == verb)
    return [entry for entry in entries.order_by(Entry.seq) if (entry.body or {}).get(key) == matter]


def _take_back(matter: str, call: Call) -> None:
    """The call goes on where it came from with the time it has; one that was answered counts as answered there too."""
    mine = (Call.matter == matter) & (Call.unit == call.unit) & Call.state.in_(("carried", "open"))
    gone_on = {key: value for key, value in call.__data__.items() if key not in ("entry", "matter", "unit")}
    Call.update(gone_on).where(mine).execute()
    if call.state == "open":
        Call.delete().where(Call.entry == call.entry, Call.unit == call.unit).execute()
