"""The phone's door: a batch of ops in, what changed out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, request
from flask.wrappers import Response

from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.core.web import page
from app.ledger.act import SKEW
from app.people.models import Person, SyncToken
from app.people.phones import devices
from app.people.sign_in import identity
from app.sync import changes
from app.sync.batch import apply, envelope, receipts
from app.sync.batch.envelope import Envelope
from app.sync.batch.sender import Sender
from app.sync.openapi import document

routes = Blueprint("sync", __name__)


@routes.post("/api/v1/sync")
def sync() -> Response:
    """One batch: a result for every op, after all of them are durable."""
    person, token = identity.syncing()
    if request.mimetype != "application/json":
        raise Problem("not-json")
    batch = envelope.parse_batch(request.get_data(cache=False))
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
        "results": [result.serialize(page.language()) for result in results],
    }
    if batch.have is not None:
        payload["lacking"] = receipts.lacking(batch.have, person.id)
    return jsonify(payload)


def _whoami() -> dict[str, str]:
    return {
        "server": db.Meta.value_of("server"),
        "epoch": db.Meta.value_of("epoch"),
        "now": clock.rfc3339(clock.now()),
    }


def _sender(person: Person, token: SyncToken | None, batch: Envelope) -> Sender:
    sent = decode.time(batch.sent_at, "sent_at")
    return Sender(
        person,
        device=batch.device,
        revoked=(token is not None and token.revoked is not None) or not person.may_sign_in(),
        skewed=abs(sent - clock.now()) > SKEW,
        sent=sent,
    )


@routes.get("/api/v1/changes")
def changed() -> Response:
    """What changed within the caller's reach since their cursor."""
    arguments = request.args
    return jsonify(
        changes.since(
            identity.person(), arguments.get("since", ""), arguments.get("limit", ""), page.language()
        )
    )


@routes.get("/api/v1/openapi.json")
def described() -> Response:
    """The API in its own words, from the types that decode it."""
    return jsonify(document.document(current_app.config["VERSION"]))
