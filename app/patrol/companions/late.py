"""Positions that come for a patrol whose track is reduced already: computed alone once no more come, added, and not kept."""

from __future__ import annotations

from app.core import clock, db
from app.core.prepared import Prepared
from app.ledger import record
from app.ledger.act import Act
from app.patrol.companions import sealed, wiping
from app.patrol.companions.models import Companion, SealedFix
from app.patrol.models import Patrol
from app.patrol.rounds import retention
from app.patrol.track import chunks
from app.people.models import Person

REST = 10 * clock.MINUTE  # without another one: a burst is one piece


def add() -> int:
    """Add what waits to the summaries of its patrols; how many fixes."""
    return sum(_add(patrol) for (patrol,) in _REDUCED.rows())


def _add(which: str) -> int:
    now = clock.now()
    with db.transaction():
        patrol = Patrol.get_by_id(which)
        found = sealed.waiting(patrol)
        if not found or max(row.received for row in found) > now - REST:
            return 0
        for companion in dict.fromkeys(row.companion for row in found):
            rows = [row for row in found if row.companion == companion]
            columns = chunks.Columns(
                *([getattr(row, name) for row in rows] for name in ("t", "lat", "lon", "acc"))
            )
            act = Act(Person.known(patrol.person_id), at=now)
            retention.add_late(patrol, columns, rows[0].source, act)
            fields = {"n": len(rows), "first": rows[0].t, "last": rows[-1].t}
            entry = record.record(act, "patrol", patrol.id, "track", body=fields, area=patrol.areas[0])
            patrol.seq, patrol.version = entry.seq, patrol.version + 1
        with wiping.wiping():
            sealed.open_all(found)
        patrol.fixes += len(found)
        patrol.write()
    return len(found)


_REDUCED = Prepared(
    lambda: (
        SealedFix.select(Patrol.id)
        .join(Companion, on=(Companion.id == SealedFix.companion))
        .join(Patrol, on=(Patrol.person == Companion.person))
        .where(Patrol.purged.is_null(False), SealedFix.t >= Patrol.started, SealedFix.t <= Patrol.finished)
        .distinct()
    )
)
