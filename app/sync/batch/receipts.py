"""What was decided about an op before: its receipt, what has replaced it, and what the server lacks."""

from __future__ import annotations

from collections.abc import Iterable

from peewee import SQL, Select, fn

from app.core.prepared import Prepared, given
from app.sync.models import Quarantine, Receipt

STEP = 500  # ids in one query
UNBOUND = (
    "other-person",
    "revoked",
)  # verdicts on the sender: they leave no receipt, for the op may be another's


_APPLIED = Prepared(
    lambda: Receipt.select(Receipt.person).where(Receipt.op == given("op"), Receipt.status == "applied")
)
_CORRECTIONS = Prepared(
    lambda: Receipt.select(Receipt.op, Receipt.status).where(
        Receipt.supersedes == given("op"), Receipt.person == given("person")
    )
)


_HEARD_OF = Prepared(
    lambda: Select(
        [],
        [
            fn.EXISTS(Receipt.select(SQL("1")).where(Receipt.op == given("op")))
            | fn.EXISTS(Receipt.select(SQL("1")).where(Receipt.supersedes == given("op")))
            | fn.EXISTS(Quarantine.select(SQL("1")).where(Quarantine.op == given("op")))
        ],
    )
)


def heard_of(op: str) -> bool:
    """Whether anything is known here of the op: a verdict, a correction in its place, or that it was kept for review."""
    return bool(_HEARD_OF.value(op=op))


def applied(op: str) -> bool:
    """Whether the op took effect."""
    return _APPLIED.holds(op=op)


def replaced(op: str, person: str) -> bool:
    """Whether a correction by the same person took effect in the op's place, be it a correction of a correction."""
    seen, front = {op}, [op]
    while front:
        for correction, status in _CORRECTIONS.rows(op=front.pop(), person=person):
            if status == "applied":
                return True
            if correction not in seen:
                seen.add(correction)
                front.append(correction)
    return False


def satisfied(op: str, person: str) -> bool:
    """Whether what depends on the op may go ahead."""
    return applied(op) or replaced(op, person)


def settled_for(op: str, person: str) -> bool:
    """Whether the person's own op, or a correction of it, took effect, so that no other may take its place."""
    return _APPLIED.value(op=op) == person or replaced(op, person)


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
