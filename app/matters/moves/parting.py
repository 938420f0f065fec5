"""What was merged into another stands by itself again: it takes its reporters back, and the units that were called for it."""

from __future__ import annotations

from app.ledger.models import Entry
from app.matters.models import Call, Matter
from app.matters.moves.calls import whistle
from app.matters.moves.step import Step
from app.matters.moves.with_residents import join, leave
from app.matters.residents import involved


def part(step: Step, other: str) -> None:
    """Undo in the other, and in whatever that has gone into since, what merging brought there; their history says so.

    Inside the caller's transaction, before the step is finished. A unit that has answered there since is not asked a
    second time.
    """
    matter, way = step.matter, _way(other)
    for call in _carried(matter.id, other):
        _take_back(matter.id, _path(call, way))
    for into, before in zip(way, [matter, *way], strict=False):
        was_told = _is_told(into.id, before.id)
        if matter.resident_asked:
            into.resident_asked, into.answer_due = _had(step, into)
        if was_told:
            extra = {"parted": matter.id, "asked": into.resident_asked}
            Step(step.act, into, leave.MOVE.name, step.ground, extra=extra).finish()


def _way(other: str) -> list[Matter]:
    """The other, and one after the other whatever it was merged into since."""
    found: list[Matter] = []
    into = Matter.get_or_none(Matter.id == other)
    while into is not None and into.id not in {one.id for one in found}:
        found.append(into)
        into = Matter.get_or_none(Matter.id == into.merged_into) if into.merged_into else None
    return found


def _is_told(into: str, merged: str) -> bool:
    """Whether the history of the one says that something came with the other."""
    return bool(
        _brought(into, join.MOVE.name, "merged", merged)
        or _brought(into, whistle.MOVE.name, "carried", merged)
    )


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


def _path(call: Call, way: list[Matter]) -> list[Call]:
    """The call, and what it became in each of those it went on into."""
    path = [call]
    for before, into in zip(way, way[1:], strict=False):
        gone_on = [one for one in _carried(before.id, into.id) if one.unit == call.unit]
        if path[-1].state != "carried" or not gone_on:
            break
        path.append(gone_on[-1])
    return path


def _brought(other: str, verb: str, key: str, matter: str) -> list[Entry]:
    """The entries of the other that tell that something came with this matter."""
    entries = Entry.select().where(Entry.kind == "matter", Entry.subject == other, Entry.verb == verb)
    return [entry for entry in entries.order_by(Entry.seq) if (entry.body or {}).get(key) == matter]


def _take_back(matter: str, path: list[Call]) -> None:
    """The call goes on where it came from with the time it has; one that was answered counts as answered there too."""
    call = path[-1]
    mine = (Call.matter == matter) & (Call.unit == call.unit) & Call.state.in_(("carried", "open"))
    gone_on = {key: value for key, value in call.__data__.items() if key not in ("entry", "matter", "unit")}
    Call.update(gone_on).where(mine).execute()
    if call.state == "open":
        for one in path:
            Call.delete().where(Call.entry == one.entry, Call.unit == one.unit).execute()
