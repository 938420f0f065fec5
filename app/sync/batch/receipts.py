"""What was decided about an op before: its receipt, what has replaced it, and what the server lacks."""

from __future__ import annotations

from collections.abc import Iterable

from app.sync.models import Quarantine, Receipt

STEP = 500  # ids in one query
UNBOUND = (
    "other-person",
    "revoked",
)  # verdicts on the sender: they leave no receipt, for the op may be another's


def applied(op: str) -> bool:
    """Whether the op took effect."""
    return Receipt.select().where(Receipt.op == op, Receipt.status == "applied").exists()


def replaced(op: str, person: str) -> bool:
    """Whether a correction by the same person took effect in the op's place, be it a correction of a correction."""
    seen, front = {op}, [op]
    while front:
        rows = list(
            Receipt.select(Receipt.op, Receipt.status).where(
                Receipt.supersedes.in_(front), Receipt.person == person
            )
        )
        if any(row.status == "applied" for row in rows):
            return True
        front = [row.op for row in rows if row.op not in seen]
        seen.update(front)
    return False


def satisfied(op: str, person: str) -> bool:
    """Whether what depends on the op may go ahead."""
    return applied(op) or replaced(op, person)


def settled_for(op: str, person: str) -> bool:
    """Whether the person's own op, or a correction of it, took effect, so that no other may take its place."""
    own = Receipt.select().where(Receipt.op == op, Receipt.status == "applied", Receipt.person == person)
    return own.exists() or replaced(op, person)


def lacking(have: Iterable[str], person: str) -> list[str]:
    """Those of the person's op ids without a verdict here: never arrived, deferred, or lost with a restore."""
    asked = list(dict.fromkeys(have))
    known: set[str] = set()
    for start in range(0, len(asked), STEP):
        piece = asked[start : start + STEP]
        known.update(
            row.op
            for row in Receipt.select(Receipt.op).where(Receipt.op.in_(piece), Receipt.person == person)
        )
        known.update(
            row.op
            for row in Quarantine.select(Quarantine.op).where(
                Quarantine.op.in_(piece),
                (Quarantine.sender == person) | (Quarantine.person == person),
                Quarantine.name.in_(UNBOUND),
            )
        )
    return [op for op in asked if op not in known]
