"""The epoch of a store: changed by a restore, so that phones know to ask what we lack."""

from __future__ import annotations

import secrets

from app.core import clock, db
from app.evidence import upload
from app.ledger.act import Act
from app.ledger.record import record
from app.links import expiry as links
from app.patrol.companions import devices
from app.people import tokens


def renew() -> dict[str, int]:
    """A new epoch; what was revoked stays revoked; how many photos are awaited whose bytes are gone."""
    with db.transaction():
        fresh = secrets.token_hex(16)
        db.Meta.write("epoch", fresh)
        tokens.reapply_revocations()
        links.reapply()
        devices.reapply()
        record(Act(None, clock.now(), actor="operator"), "store", db.Meta.value_of("server"), "restore")
    return {"photos awaited": upload.lost()}
