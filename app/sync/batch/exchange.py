"""One exchange with a phone: a batch of ops in, a result for each of them out."""

from __future__ import annotations

from typing import Any

from app.core import clock, db, decode
from app.core.prepared import Prepared
from app.core.writers import again
from app.ledger.act import SKEW
from app.people.models import Person, SyncToken
from app.people.phones import devices
from app.sync.batch import apply, envelope, receipts
from app.sync.batch.envelope import Envelope
from app.sync.batch.sender import Sender


def answer(person: Person, token: SyncToken | None, raw: bytes, language: str) -> dict[str, Any]:
    """The answer to the batch in `raw`; everything in it is durable when this returns, outside a transaction.

    Problem too-large, bad-json, other-proto or bad-value where the envelope itself cannot be read.
    """
    return again.repeated(lambda: _answer(person, token, raw, language))


def _answer(person: Person, token: SyncToken | None, raw: bytes, language: str) -> dict[str, Any]:
    batch = envelope.parse_batch(raw)
    sender = _sender(person, token, batch)
    if batch.report is None or sender.revoked:
        results = apply.apply_batch(batch.ops, sender)
    else:
        with db.transaction():
            results = apply.apply_batch(batch.ops, sender)
            devices.report(person, batch.device, batch.report)
    payload: dict[str, Any] = {
        "proto": envelope.PROTO,
        **_whoami(),
        "results": [result.serialize(language) for result in results],
    }
    if batch.have is not None:
        payload["lacking"] = receipts.lacking(batch.have, person.id)
    return payload


_WHOAMI = Prepared(
    lambda: db.Meta.select(db.Meta.key, db.Meta.value).where(db.Meta.key.in_(("server", "epoch")))
)


def _whoami() -> dict[str, str]:
    return {"server": "", "epoch": "", **dict(_WHOAMI.rows()), "now": clock.rfc3339(clock.now())}


def _sender(person: Person, token: SyncToken | None, batch: Envelope) -> Sender:
    sent = decode.time(batch.sent_at, "sent_at")
    return Sender(
        person,
        device=batch.device,
        revoked=(token is not None and token.revoked is not None) or not person.may_sign_in(),
        skewed=abs(sent - clock.now()) > SKEW,
        sent=sent,
    )
