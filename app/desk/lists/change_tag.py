"""A tag that changes when a desk's page may have changed: one number of the ledger, and the minute for the clock's sake."""

from __future__ import annotations

import hashlib

from peewee import fn

from app.core import clock, db
from app.ledger.models import Entry


def tag(*parts: str) -> str:
    """The entity tag of a page: it changes with these parts, with every ledger entry, and every minute."""
    newest = Entry.select(fn.MAX(Entry.seq)).scalar() or 0, db.settled()
    minute = clock.now() // clock.MINUTE
    return hashlib.sha256("\n".join((str(newest), str(minute), *parts)).encode()).hexdigest()[:24]
