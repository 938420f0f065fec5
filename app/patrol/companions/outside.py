"""Whoever's tracker still sends outside a patrol is told the same day, once a day, how to stop it."""

from __future__ import annotations

from peewee import fn

from app.core import clock, db
from app.ledger.act import by_clock
from app.ledger.record import record
from app.patrol.companions.models import Companion, SealedFix

WAITED = 15 * clock.MINUTE  # so long the start of its patrol may be on its way


def tell() -> int:
    """Leave word for each person whose tracker sends outside a patrol and who was not told today; how many."""
    since = clock.start_of(clock.today())
    rows = (
        SealedFix.select(SealedFix.companion)
        .where(SealedFix.received >= since)
        .group_by(SealedFix.companion)
        .having(fn.MIN(SealedFix.received) <= clock.now() - WAITED)
        .tuples()
    )
    return sum(_tell(companion, since) for (companion,) in list(rows))


def _tell(which: str, since: int) -> bool:
    with db.transaction():
        companion = Companion.get_or_none(Companion.id == which, Companion.ended.is_null())
        if companion is None or (companion.outside_told or 0) >= since:
            return False
        if not SealedFix.select().where(SealedFix.companion == which, SealedFix.received >= since).exists():
            return False  # its start has just come
        Companion.update(outside_told=clock.now()).where(Companion.id == which).execute()
        record(by_clock(), "tracker", which, "outside", person=companion.person)
    return True
