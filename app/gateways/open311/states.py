"""How the states of the workflow are told by Open311: open or closed, and the finer words that FixMyStreet reads."""

from __future__ import annotations

from app.matters.models import (
    CLOSED,
    CONFIRMED,
    DISPATCHED,
    IN_HAND,
    OPEN,
    REPORTED,
    RESOLVED,
    SHELVED,
    VOID,
)

STATUSES = ("open", "closed")  # all that the standard knows
# of `servicerequestupdates`, as mySociety's extension has them
FINER = {
    REPORTED: "OPEN",
    DISPATCHED: "ACTION_SCHEDULED",
    IN_HAND: "IN_PROGRESS",
    RESOLVED: "FIXED",
    CONFIRMED: "FIXED",
    CLOSED: "CLOSED",
    SHELVED: "PLANNED",
    VOID: "NO_FURTHER_ACTION",
}
REOPEN = "REOPEN"  # what FixMyStreet says where somebody says: not yet
# what a client may say of a request of its own
HEARD = frozenset(
    {
        *FINER.values(), REOPEN, "DUPLICATE", "INTERNAL_REFERRAL", "INVESTIGATING", "NOT_COUNCILS_RESPONSIBILITY",
    }
)  # fmt: skip


def status(state: str) -> str:
    """`open` or `closed`."""
    return "open" if state in OPEN else "closed"
