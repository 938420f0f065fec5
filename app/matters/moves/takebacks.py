"""What a move changed, kept for the seconds in which whoever made it may take it back, and not told to residents meanwhile."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, Model, TextField

from app.core import clock
from app.core.db import Json, Row
from app.core.prepared import Prepared, given, insertion
from app.ledger.models import Entry
from app.matters.models import Call, Matter, SentBack, Support

WINDOW = 15 * clock.SECOND
# what is no part of what a move changed: the count of its changes, and what is worked out anew each time it is written
OWN = frozenset({"id", "version", "moved_version", "seq", "keyed", "indexed", "indexed_at"})
AROUND: tuple[type[Model], ...] = (Support, Call, SentBack)
Before = dict[str, Any]  # "row": {column: value}, and by table the rows around it


class Takeback(Row):
    """One entry of a matter that may be taken back until `until` (epoch ms), and how things stood before it."""

    entry = BigIntegerField(primary_key=True)
    matter = TextField(index=True)
    by = TextField()
    until = BigIntegerField(index=True)
    was: Any = Json()  # {"row": {column: former value}, and "support" or "call": [row …] where they changed}


_NEW = Prepared(lambda: insertion(Takeback))
_HELD = Prepared(
    lambda: (
        Takeback.select()
        .where(Takeback.matter == given("matter"), Takeback.until > given("now"))
        .order_by(Takeback.entry.desc())
    )
)
_UNTIL = Prepared(lambda: Takeback.select(Takeback.until).where(Takeback.entry == given("entry")))
_OVER = Prepared(
    lambda: Takeback.delete().where(Takeback.matter == given("matter"), Takeback.by != given("by"))
)
_AROUND = {
    model._meta.table_name: Prepared(
        lambda model=model: model.select().where(model.matter == given("matter"))  # type: ignore[misc]
    )
    for model in AROUND
}


def before(matter: Matter) -> Before:
    """How the matter and what stands around it are now, to be compared with afterwards."""
    return {"row": dict(matter.__data__), **_around(matter.id)}


def store(entry: Entry, matter: Matter, was: Before | None) -> None:
    """Keep what the entry changed, where it was looked at `before`; what others did can be taken back no more."""
    if was is None or entry.by is None:
        _OVER.send(matter=matter.id, by="")
        return
    _OVER.send(matter=matter.id, by=entry.by)
    row = {
        key: value
        for key, value in was["row"].items()
        if key not in OWN and value != matter.__data__.get(key)
    }
    now = _around(matter.id)
    changed = {name: was[name] for name in _AROUND if was[name] != now[name]}
    until = entry.received + WINDOW
    _NEW.send(entry=entry.seq, matter=matter.id, by=entry.by, until=until, was={"row": row, **changed})


def restore(matter: Matter, kept: Takeback) -> None:
    """Put back what the entry changed (the matter is not saved)."""
    _put_back(matter, kept)
    for model in AROUND:
        rows = kept.was.get(model._meta.table_name)
        if rows is not None:
            model.delete().where(model.matter == matter.id).execute()
            for row in rows:
                model.create(**row)
    kept.delete_instance()


def held(matter: str) -> list[Takeback]:
    """What has been done to it and may be taken back still, the latest first: it has not happened yet for residents."""
    return _HELD.all_of(Takeback, matter=matter, now=clock.now())


def until(entry: int) -> int:
    """The moment (epoch ms) until which the entry may be taken back; 0 where it cannot be."""
    return _UNTIL.value(entry=entry) or 0


def as_told(matter: Matter) -> Matter:
    """The matter as residents are told of it now. Not to be saved."""
    kept = held(matter.id)
    if not kept:
        return matter
    copy = Matter(**matter.__data__)
    for one in kept:
        _put_back(copy, one)
    return copy


def forget() -> int:
    """Delete those whose time has long been over; how many."""
    return Takeback.delete().where(Takeback.until < clock.now() - clock.HOUR).execute()


def _put_back(matter: Matter, kept: Takeback) -> None:
    for column, value in kept.was["row"].items():
        setattr(matter, column, value)


def _around(matter: str) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for model in AROUND:
        name = model._meta.table_name
        names = model._meta.sorted_field_names
        rows = [dict(zip(names, row, strict=True)) for row in _AROUND[name].rows(matter=matter)]
        found[name] = sorted(rows, key=str)
    return found
