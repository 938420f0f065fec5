"""Writes an entry into the ledger, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.core import db
from app.core.prepared import Prepared, insertion
from app.ledger.act import Act
from app.ledger.models import Entry


def record(
    act: Act,
    kind: str,
    subject: str,
    verb: str,
    *,
    text: str | None = None,
    photos: tuple[str, ...] | None = None,
    body: dict[str, Any] | None = None,
    area: str | None = None,
    level: str | None = None,
    unit: str | None = None,
    person: str | None = None,
) -> Entry:
    """The new entry, whose `seq` is the cursor of the changes feed.

    `area`, `level`, `unit`, `person` say where the thing lay before. RuntimeError outside a transaction.
    """
    if not db.database.in_transaction():
        raise RuntimeError("a ledger entry belongs into the transaction of its effect")
    if act.unit is not None:
        body = {**(body or {}), "by_unit": act.unit}
    if act.relay is not None:
        body = {**(body or {}), "came": act.relay.serialize()}
    fresh: dict[str, Any] = {
        "kind": kind, "subject": subject, "verb": verb,
        "by": act.person.id if act.person is not None else None, "actor": act.actor,
        "at": act.at, "received": act.received, "skewed": act.skewed, "imported": act.imported, "op": act.op,
        "area": area, "level": level, "unit": unit, "person": person,
        "place": act.place.serialize() if act.place else None,
        "text": text, "photos": list(act.photos if photos is None else photos) or None, "body": body or None,
    }  # fmt: skip
    entry = Entry(seq=_INSERT.value(**fresh), **fresh)
    for follow in _followers.get(kind, ()):
        follow(entry)
    return entry


def register_follower(kind: str, follow: Callable[[Entry], None]) -> None:
    """Have `follow` called with each entry of a kind, in its transaction: what must be so whoever wrote it. Called in create_app."""
    known = _followers.setdefault(kind, [])
    if follow not in known:
        known.append(follow)


_followers: dict[str, list[Callable[[Entry], None]]] = {}
CHAIN = ("salt", "digest", "link")  # not at the writing: an entry before it may still be on its way
_INSERT = Prepared(lambda: insertion(Entry, "seq", *CHAIN).returning(Entry.seq))
