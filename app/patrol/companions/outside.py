"""Whoever's tracker still sends outside a patrol is told the same day, once a day, how to stop it."""

from __future__ import annotations

from typing import Any

from peewee import Expression, fn

from app.core import clock, db
from app.ledger.act import by_clock
from app.ledger.record import record
from app.patrol.companions.models import Companion, SealedFix

WAITED = 15 * clock.MINUTE  # so long the start of its patrol may be on its way
SEVERAL = 3  # positions: one or two are a trial, or the last before it stopped
SPAN = 10 * clock.MINUTE  # over which they lie
RECENT = 15 * clock.MINUTE  # the last of them: else it has stopped


def tell() -> int:
    """Leave word for each person whose tracker goes on sending outside a patrol and who was not told today; how many."""
    since = clock.start_of(clock.today())
    return sum(_tell(companion, since) for companion in _going_on(SealedFix.received >= since))


def _tell(which: str, since: int) -> bool:
    with db.transaction():
        companion = Companion.get_or_none(Companion.id == which, Companion.ended.is_null())
        if companion is None or (companion.outside_told or 0) >= since:
            return False
        if not _going_on(SealedFix.received >= since, SealedFix.companion == which):
            return False  # its start has just come
        Companion.update(outside_told=clock.now()).where(Companion.id == which).execute()
        record(by_clock(), "tracker", which, "outside", person=companion.person)
    return True


def _going_on(*which: Expression) -> list[str]:
    """The trackers that have been sending outside a patrol for a while, and still do."""
    now, t = clock.now(), SealedFix.t
    rows: list[tuple[Any, ...]] = list(
        SealedFix.select(SealedFix.companion)
        .where(*which)
        .group_by(SealedFix.companion)
        .having(
            fn.COUNT(t) >= SEVERAL,
            fn.MIN(SealedFix.received) <= now - WAITED,
            fn.MAX(t) - fn.MIN(t) >= SPAN,
            fn.MAX(t) >= now - RECENT,
        )
        .tuples()
    )
    return [companion for (companion,) in rows]
