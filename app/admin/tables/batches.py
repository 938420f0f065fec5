"""Whole imports and starter kits: the latest, what taking one back would do, and taking it back in one act."""

from __future__ import annotations

from dataclasses import dataclass

from app.admin.tables import history
from app.admin.tables import lookup as lookups
from app.admin.tables.lookup import Lookup
from app.admin.tables.plan import BATCH_MOST
from app.admin.tables.record import Key, Record, Values
from app.admin.tables.records import BY_NAME
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import db
from app.core.problems.problem import Problem
from app.core.words import mark
from app.ledger.models import Entry
from app.people import events
from app.people.models import Person

LATEST = 5
BACK, KIT_LOADED = "import_taken-back", "starter_loaded"
KIT_ORDER = ("responsibilities", "categories", "units")  # what counts on others goes before them
TOO_MANY = mark("这次导入太大，不能整批撤回。请导入改好的表。")
ALL_IN_USE = mark("装进来的都已经改过或者在用，没有可以撤的。")


def imports_of(record: Record) -> list[tuple[Entry, bool]]:
    """The latest imports of the table by their entries, and whether each was taken back."""
    return _latest(f"{record.kind}_imported")


def kits() -> list[tuple[Entry, bool]]:
    """The latest starter kits by their entries, and whether each was taken back."""
    return _latest(KIT_LOADED)


def _latest(verb: str) -> list[tuple[Entry, bool]]:
    rows = Entry.select().where(Entry.kind == "import", Entry.verb == verb).order_by(Entry.seq.desc())
    return [(row, is_back(row.subject)) for row in rows.limit(LATEST)]


def is_back(batch: str) -> bool:
    """Whether this import or kit was taken back."""
    return Entry.select().where(Entry.kind == "import", Entry.subject == batch, Entry.verb == BACK).exists()


def _first(batch: str, verb: str) -> Entry:
    """The entry of the import or kit itself; Problem not-found."""
    found = Entry.get_or_none(Entry.kind == "import", Entry.subject == batch, Entry.verb == verb)
    if found is None:
        raise Problem("not-found")
    return found


def _rows(record: Record, first: Entry) -> list[Entry]:
    """The entries of the batch about this table, the latest first."""
    later = Entry.select().where(Entry.kind == record.kind, Entry.seq > first.seq).order_by(Entry.seq.desc())
    return [row for row in later if (row.body or {}).get("batch") == first.subject]


@dataclass(frozen=True)
class Back:
    """What taking an import back does: which new rows go, which are as before again, which stand in its way, changed or in use."""

    first: Entry
    gone: tuple[Values, ...]
    restored: tuple[Values, ...]
    changed_since: tuple[Values, ...]
    in_use: tuple[Values, ...]


def show(record: Record, batch: str, reach: Reach | None) -> Back:
    """What taking this import back would do. Problem not-found for one of another table, or with rows that are not the asker's."""
    first = _first(batch, f"{record.kind}_imported")
    try:
        with db.transaction():
            raise _OnlyShown(_tried(record, first, reach))
    except _OnlyShown as shown:
        assert isinstance(shown.back, Back)
        return shown.back


def _tried(record: Record, first: Entry, reach: Reach | None) -> Back:
    """What comes of it when it is done, row by row; of an import that is too large what was changed is known, no more."""
    lookup, standing, rows = lookups.load(reach), record.standing(), _rows(record, first)
    found: dict[str, list[Values]] = {name: [] for name in ("gone", "restored", "changed_since", "in_use")}
    for row in rows:
        key, before, after = record.key_of(row.subject), row.body.get("before"), row.body.get("after")
        current = standing.get(key)
        whole = current or _emptied(record, key) | after
        if current is not None and not record.may(current, lookup):
            raise Problem("not-found")
        kept = "gone" if before is None else "restored"
        if not history.still_so(after, current):
            kept = "changed_since"
        elif len(rows) <= BATCH_MOST and not _goes_back(record, row, lookup, standing):
            kept = "in_use"
        found[kept].append(whole)
    return Back(first, **{name: tuple(values) for name, values in found.items()})


def _goes_back(record: Record, row: Entry, lookup: Lookup, standing: dict[Key, Values]) -> bool:
    """Make the row what it was, in the caller's transaction; False, and nothing done, where it is in use by now."""
    try:
        with db.transaction():
            history.take_back_row(record, row, lookup, standing, None)
    except Problem as problem:
        if problem.name != "in-use":
            raise
        return False
    return True


def _emptied(record: Record, key: Key) -> Values:
    """A row of which only the key is known."""
    empty = {column.name: column.empty for column in record.columns}
    return empty | dict(zip(record.keys, key, strict=True))


def take_back(record: Record, batch: str, reach: Reach | None, by: Person | None) -> None:
    """Make every row what it was before one import. Asked twice it is done once.

    Problem not-found for an import of another table or with rows that are not the asker's, stale for one that is too
    large or where any row was changed since, in-use where a new one is used by now.
    """
    with db.transaction():
        first = _first(batch, f"{record.kind}_imported")
        if is_back(batch):
            return
        rows = _rows(record, first)
        if len(rows) > BATCH_MOST:
            raise Problem("stale", sentence=TOO_MANY)
        lookup, standing = lookups.load(reach), record.standing()
        for row in rows:
            history.take_back_row(record, row, lookup, standing, by)
        events.note(by, "import", batch, BACK, None, {"rows": len(rows)})


@dataclass(frozen=True)
class KitBack:
    """What taking a kit back does: (table, what the row is called) of those that go, and of those that stay as they are in use."""

    area: Area
    gone: tuple[tuple[Record, Values], ...]
    staying: tuple[tuple[Record, Values], ...]


class _OnlyShown(Exception):
    """Takes back what was written to see what comes of it."""

    def __init__(self, back: Back | KitBack) -> None:
        self.back = back


def show_kit(batch: str, reach: Reach | None) -> KitBack:
    """What taking this kit back would do. Problem not-found where its area is not the asker's."""
    try:
        with db.transaction():
            raise _OnlyShown(_take_kit_back(_kit(batch, reach), reach, None))
    except _OnlyShown as shown:
        assert isinstance(shown.back, KitBack)
        return shown.back


def take_kit_back(batch: str, reach: Reach | None, by: Person | None) -> None:
    """Take out all of a kit that nobody has changed or uses since; the rest stays. Asked twice it is done once.

    Problem not-found where its area is not the asker's, in-use where all of it is changed or used.
    """
    with db.transaction():
        first = _kit(batch, reach)
        if is_back(batch):
            return
        back = _take_kit_back(first, reach, by)
        if not back.gone:
            raise Problem("in-use", sentence=ALL_IN_USE)
        counts = {"rows": len(back.gone), "staying": len(back.staying)}
        events.note(by, "import", batch, BACK, None, counts)


def _kit(batch: str, reach: Reach | None) -> Entry:
    first = _first(batch, KIT_LOADED)
    if not lookups.load(reach).may(first.body["area"]):
        raise Problem("not-found")
    return first


def _take_kit_back(first: Entry, reach: Reach | None, by: Person | None) -> KitBack:
    gone: list[tuple[Record, Values]] = []
    staying: list[tuple[Record, Values]] = []
    for record in (BY_NAME[name] for name in KIT_ORDER):
        lookup, standing = lookups.load(reach), record.standing()
        for row in _rows(record, first):
            values = standing.get(record.key_of(row.subject))
            if values is None:  # taken out by hand meanwhile
                continue
            try:
                with db.transaction():
                    history.take_back_row(record, row, lookup, standing, by)
                gone.append((record, values))
            except Problem as problem:
                if problem.name not in ("stale", "in-use"):
                    raise
                staying.append((record, values))
    return KitBack(Area.get_by_id(first.body["area"]), tuple(gone), tuple(staying))
