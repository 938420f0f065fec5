"""Notices are numbered by their latest change, apart from the ledger, so that a phone's cursor misses and doubles none."""

from __future__ import annotations

from app.core import db

KEY = "notify:last"


def take(count: int) -> int:
    """The first of the next `count` numbers, inside the caller's transaction: writers queue, so order is commit order."""
    last = int(db.Meta.value_of(KEY, "0"))
    db.Meta.write(KEY, str(last + count))
    return last + 1
