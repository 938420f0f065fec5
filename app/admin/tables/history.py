"""What happened to one entry of a table, and taking one change back as long as nothing else has changed it since."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import IntegrityError

from app.admin.tables import lookup as lookups
from app.admin.tables.lookup import Lookup
from app.admin.tables.record import Key, Record, Values
from app.admin.tables.writing import digest_of
from app.areas.access.reach import Reach
from app.core import db
from app.core.problems.problem import Problem
from app.core.words import mark
from app.ledger.models import Entry
from app.people import events
from app.people.models import Person

SHOWN = 50
REMOVED_MOST = 10
CHANGED_SINCE_IMPORT = mark("导入以后有的条目又改过，整批撤不回了。请逐条撤回，或再导入一张表。")
CHANGED_SINCE = mark("这条在那次改动以后又改过，撤不回了。请直接改成要的样子。")
IN_USE = mark("已经有事情、人员或别的条目用着它，去不掉。请填上截止日期。")


@dataclass(frozen=True)
class Event:
    """One entry of the ledger about a row: what the columns that it touched said before and after; None: no row."""

    seq: int
    verb: str
    by: str | None
    at: int
    before: Values | None
    after: Values | None
    undoes: int | None
    is_undone: bool
    may_be_taken_back: bool


def events_of(record: Record, key: Key) -> list[Event]:
    """The latest first."""
    rows = list(
        Entry.select()
        .where(Entry.kind == record.kind, Entry.subject == record.subject(key))
        .order_by(Entry.seq.desc())
        .limit(SHOWN)
    )
    undone = {(row.body or {}).get("undoes") for row in rows}
    current = record.find(key)
    return [_event(row, current, undone) for row in rows]


def removed(record: Record) -> list[Event]:
    """What was taken out lately and is not there again, the latest first."""
    rows = (
        Entry.select()
        .where(Entry.kind == record.kind, Entry.verb == f"{record.kind}_removed")
        .order_by(Entry.seq.desc())
        .limit(REMOVED_MOST)
    )
    events = [(row, record.find(record.key_of(row.subject))) for row in rows]
    return [_event(row, current, set()) for row, current in events if current is None]


def _event(row: Entry, current: Values | None, undone: set[int | None]) -> Event:
    body = row.body or {}
    before, after = body.get("before"), body.get("after")
    is_undone = row.seq in undone
    return Event(
        row.seq, row.verb.partition("_")[2], row.by, row.received, before, after, body.get("undoes"),
        is_undone, not is_undone and still_so(after, current),
    )  # fmt: skip


def still_so(after: Values | None, current: Values | None) -> bool:
    """Whether the row is still what a change made of it."""
    if after is None or current is None:
        return after is None and current is None
    return all(name in current and current[name] == value for name, value in after.items())


def take_back(record: Record, seq: int, reach: Reach | None, by: Person | None) -> Key:
    """Make the row what it was before this entry of the ledger; the row's key. Asked twice it is done once.

    Problem not-found for an entry that is none of this table or not the asker's, stale where the row was changed
    since, in-use where what was added is used by now, bad-value where what it was may not stand any more.
    """
    with db.transaction():
        entry = Entry.get_or_none(Entry.seq == seq, Entry.kind == record.kind)
        if entry is None:
            raise Problem("not-found")
        key, lookup = record.key_of(entry.subject), lookups.load(reach)
        before, after = entry.body.get("before"), entry.body.get("after")
        current = record.find(key)
        whole = _whole(record, current, before)
        if whole is None or not record.may(whole, lookup):
            raise Problem("not-found")
        if any(event.undoes == seq for event in events_of(record, key)):
            return key
        if not still_so(after, current):
            raise Problem("stale", sentence=CHANGED_SINCE)
        _restore(record, key, before, current, lookup, record.standing())
        body = {"before": after, "after": before, "undoes": seq}
        events.note(by, record.kind, entry.subject, f"{record.kind}_taken-back", None, body)
    return key


def _whole(record: Record, current: Values | None, before: Values | None) -> Values | None:
    """The row as it stands or stood; Problem stale where it was changed by this entry and taken out since."""
    if current is None and before is not None and len(before) < len(record.columns):
        raise Problem("stale", sentence=CHANGED_SINCE)
    return current or before


def take_back_row(
    record: Record, row: Entry, lookup: Lookup, standing: dict[Key, Values], by: Person | None
) -> None:
    """Make one row of a batch what it was before it, in the caller's transaction; `standing` is every row, kept up.

    Problem not-found for a row that is not the asker's, stale where it was changed since, in-use where it is used by now.
    """
    key, before, after = record.key_of(row.subject), row.body.get("before"), row.body.get("after")
    current = standing.get(key)
    whole = _whole(record, current, before)
    if whole is None or not record.may(whole, lookup):
        raise Problem("not-found")
    if not still_so(after, current):
        raise Problem("stale", sentence=CHANGED_SINCE_IMPORT)
    _restore(record, key, before, current, lookup, standing)
    body = {"before": after, "after": before, "undoes": row.seq}
    events.note(by, record.kind, row.subject, f"{record.kind}_taken-back", None, body)


def _restore(
    record: Record,
    key: Key,
    before: Values | None,
    current: Values | None,
    lookup: Lookup,
    standing: dict[Key, Values],
) -> None:
    if before is None:
        delete(record, key, current or {})
        standing.pop(key, None)
        return
    values = (current or {}) | before
    standing[key] = values
    why = record.judged(values, lookup, standing, current)
    if why:
        raise Problem("bad-value", *why)
    if current is None:
        record.model.insert(values).execute()
    else:
        record.model.update(before).where(record.is_row(key)).execute()


def delete(record: Record, key: Key, values: Values) -> None:
    """Take the row out, in the caller's transaction. Problem in-use where something counts on it."""
    if record.affected(values, None):
        raise Problem("in-use", sentence=IN_USE)
    try:
        with db.transaction():
            record.model.delete().where(record.is_row(key)).execute()
    except IntegrityError as error:
        raise Problem("in-use", sentence=IN_USE) from error


def remove(record: Record, key: Key, was: str, reach: Reach | None, by: Person | None) -> None:
    """Take an entry out of a table whose entries do not end by a day; one that is out already stays so."""
    with db.transaction():
        values = record.find(key)
        if values is None:
            return
        if not record.may(values, lookups.load(reach)):
            raise Problem("not-found")
        if digest_of(values) != was:
            raise Problem("stale")
        delete(record, key, values)
        body = {"before": values, "after": None}
        events.note(by, record.kind, record.subject(key), f"{record.kind}_removed", None, body)
