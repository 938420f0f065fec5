"""What residents are told of a matter by now: nothing that was taken back, and nothing that may be taken back still."""

from __future__ import annotations

from app.ledger import undone
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.moves import takebacks


def entries(matter: str, since: int = 0) -> list[Entry]:
    """The entries after the ledger number `since` that they may hear of, in order."""
    query = Entry.select().where(Entry.kind == "matter", Entry.subject == matter, Entry.seq > since)
    held = {kept.entry for kept in takebacks.held(matter)}
    return [entry for entry in undone.standing(query.order_by(Entry.seq)) if entry.seq not in held]


def as_told(matter: Matter) -> Matter:
    """The matter as they are told of it. Not to be saved."""
    return takebacks.as_told(matter)
