"""What a tracker sends: kept within its person's own patrols, sealed while none is known that holds it, else dropped unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.areas.access import permissions
from app.areas.access.reach import reach_then_or_now
from app.core import clock, db
from app.core.prepared import Prepared, given, insertion
from app.ledger import record
from app.ledger.act import SKEW, Act
from app.patrol.companions import allowed, devices, sealed
from app.patrol.companions.models import Companion, SealedFix
from app.patrol.models import Chunk, Patrol
from app.patrol.track import chunks, sensor
from app.people.models import Person

FIXES_MOST = 100_000  # of one patrol: more than one a second of its day
SEALED_MOST = 20_000  # of one tracker: one each four seconds of a day


@dataclass(frozen=True)
class Position:
    """One as a tracker tells it: epoch ms, WGS-84 degrees, metres, metres per second; whatever it does not know is None."""

    t: int
    lat: float | None
    lon: float | None
    acc: float | None = None
    speed: float | None = None


def take(companion: Companion, person: Person, sent: Sequence[Position]) -> None:
    """Keep of these what may be kept; told again it is there already, and nothing more happens.

    Nothing is read of what is older than a day or later than now where no patrol of the person's holds it.
    """
    now = clock.now()
    with db.transaction():
        devices.note_heard(companion, now)
        by_patrol: dict[str, tuple[Patrol, list[Position]]] = {}
        for position in sent:
            if not sensor.is_usable(position.lat, position.lon, position.acc) or position.t > now + SKEW:
                continue
            if not permissions.may(reach_then_or_now(person, position.t), "walk"):
                continue
            patrol = sealed.holding(person.id, position.t)
            if patrol is not None:
                by_patrol.setdefault(patrol.id, (patrol, []))[1].append(position)
            elif allowed.may_use(person.id):
                _seal(companion, position, now)
        for patrol, positions in by_patrol.values():
            if any(allowed.is_open(code) for code in patrol.areas):
                _add(companion, person, patrol, positions, now)


def _add(companion: Companion, person: Person, patrol: Patrol, positions: list[Position], now: int) -> None:
    fresh = {sealed.name_of(companion.id, each.t): each for each in positions}
    fresh = {name: each for name, each in fresh.items() if not _THERE.holds(id=name)}
    if not fresh or patrol.fixes + len(fresh) > FIXES_MOST:
        return
    times = [each.t for each in fresh.values()]
    act = Act(person, at=min(max(times), now), received=now)
    fields = {"n": len(fresh), "first": min(times), "last": max(times)}
    entry = record.record(act, "patrol", patrol.id, "track", body=fields, area=patrol.areas[0])
    for name, each in fresh.items():
        sealed.write_chunk(name, patrol, companion.kind, _columns(each), now, now)
    patrol.last_chunk = max(patrol.last_chunk or 0, now)
    patrol.fixes += len(fresh)
    patrol.until = max(patrol.until, *(min(t, now) for t in times))
    patrol.seq, patrol.version = entry.seq, patrol.version + 1
    patrol.write()


_THERE = Prepared(lambda: Chunk.select(Chunk.id).where(Chunk.id == given("id")))


def _columns(each: Position) -> chunks.Columns:
    return sealed.columns(
        each.t, each.lat or 0.0, each.lon or 0.0, sensor.accuracy(each.acc), sensor.speed(each.speed)
    )


def _seal(companion: Companion, position: Position, now: int) -> None:
    """Put it away, unread by anybody, until the start of the patrol that holds it is here or its time is over."""
    if position.t <= now - sealed.LIFE or _SEALED.value(companion=companion.id) >= SEALED_MOST:
        return
    _SEAL.send(
        companion=companion.id, t=position.t, lat=position.lat, lon=position.lon, acc=sensor.accuracy(position.acc),
        speed=sensor.speed(position.speed), received=now,
    )  # fmt: skip


_SEALED = Prepared(lambda: SealedFix.select(sealed.COUNT).where(SealedFix.companion == given("companion")))
_SEAL = Prepared(lambda: insertion(SealedFix).on_conflict_ignore())
