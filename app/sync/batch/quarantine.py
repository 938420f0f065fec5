"""Keeps what could not be applied, as it came, for a supervisor."""

from __future__ import annotations

import json
from typing import Any

from peewee import Case

from app.core import clock
from app.core.prepared import Prepared, given
from app.core.problems.problem import Problem
from app.evidence import uses
from app.sync.batch import allowance, content_digest, envelope, help_calls
from app.sync.batch.sender import Sender
from app.sync.models import Quarantine

# phones send by themselves again what hung on our tables
_IS_ANSWERED = Quarantine.called.is_null(False) & Quarantine.settled_by.is_null(False)


def store(raw: Any, sender: Sender, problem: Problem) -> None:
    """Keep the op with the reason; the same one again counts up instead of standing twice.

    Beyond what one sender and phone are allowed only a count is kept: the phone still has the op, and it is judged, and
    kept, anew when it comes again and there is room. A call for help is kept all the same, and told at a desk; one that
    somebody dealt with there stays dealt with though the phone sends it again.
    """
    op, digest = envelope.id_of(raw) or "", content_digest.digest(raw)
    same = (Quarantine.op == op) & (Quarantine.digest == digest) & (Quarantine.sender == sender.hand)
    size = len(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace"))
    fresh = {
        "raw": raw, "bytes": size, "name": problem.name, "problem": problem.stored(), "received": clock.now(),
    }  # fmt: skip
    waits = {"settled": Case(None, [(_IS_ANSWERED, Quarantine.settled)], None), "settled_by": Case(None, [(_IS_ANSWERED, Quarantine.settled_by)], None)}  # fmt: skip
    if Quarantine.update(**fresh, **waits, times=Quarantine.times + 1).where(same).execute():
        return
    called = help_calls.area_of(raw, sender)
    if not sender.room.takes(size) and called is None:
        allowance.count(sender.hand, sender.device, clock.now())
        return
    row = Quarantine.create(
        op=op,
        digest=digest,
        sender=sender.hand,
        person=envelope.person_of(raw) or sender.person.id,
        device=sender.device,
        called=called,
        **fresh,
    )
    if called is not None:
        help_calls.ring(row, sender)
    uses.name(envelope.photos_of(raw), "quarantine", str(row.id), sender.hand)


_SETTLE = Prepared(
    lambda: Quarantine.update(settled=given("at"), settled_by=given("by")).where(
        Quarantine.op == given("op"), Quarantine.digest == given("digest"), Quarantine.settled.is_null()
    )
)
_REFUSED = Prepared(
    lambda: Quarantine.select(Quarantine.digest).where(
        Quarantine.op == given("op"), Quarantine.sender == given("sender")
    )
)


def settle(op: str, digest: str, by: str | None = None) -> None:
    """Mark the stored op as done, because it was applied after all."""
    _SETTLE.send(op=op, digest=digest, at=clock.now(), by=by)


def settle_replaced(op: str, person: str) -> None:
    """A correction took the op's place."""
    Quarantine.update(settled=clock.now(), settled_by=person).where(
        Quarantine.op == op, Quarantine.person == person, Quarantine.settled.is_null()
    ).execute()


def came_otherwise(raw: dict[str, Any], digest: str, sender: str) -> bool:
    """Whether this sender was refused under the op's id before, and only with other content; `digest` is the op's.

    The same content that was kept under a digest of an earlier form is from now on kept under this one.
    """
    op = raw["id"]
    digests = {row[0] for row in _REFUSED.rows(op=op, sender=sender)}
    earlier = {stored for stored in digests if stored != digest and content_digest.is_of(stored, raw, digest)}
    if earlier:
        Quarantine.update(digest=digest).where(
            Quarantine.op == op, Quarantine.sender == sender, Quarantine.digest.in_(list(earlier))
        ).execute()
    return bool(digests) and digest not in digests and not earlier
