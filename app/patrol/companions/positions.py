"""What a tracker sends: kept within its person's own patrols, sealed while none is known that holds it, else dropped unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.areas.access import permissions
from app.areas.access.reach import reach_then_or_now
from app.core import clock, db
from app.core.prepared import Prepared, given
from app.ledger import record
from app.ledger.act import SKEW, Act
from app.patrol.companions import allowed, devices, sealed
from app.patrol.companions.models import Companion, SealedFix
from app.patrol.models import Patrol
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
        if sent:
            devices.note_readable(companion)
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
    fresh: dict[str, Position] = {}
    for each in sorted(
        positions, key=lambda each: -sensor.accuracy(each.acc)
    ):  # the most accurate of a moment last
        fresh[sealed.name_of(companion.id, each.t)] = each
    held = {name: sealed.accuracy_held(name, patrol) for name in fresh}
    fresh = {name: each for name, each in fresh.items() if _is_better(each, held[name])}
    n_new = sum(held[name] is None for name in fresh)
    if not fresh or patrol.fixes + n_new > FIXES_MOST:
        return
    times = [each.t for each in fresh.values()]
    act = Act(person, at=min(max(times), now), received=now)
    fields = {"n": len(fresh), "first": min(times), "last": max(times)}
    entry = record.record(act, "patrol", patrol.id, "track", body=fields, area=patrol.areas[0])
    for name, each in fresh.items():
        if held[name] is None:
            sealed.write_chunk(name, patrol, companion.kind, _columns(each), now, now)
        else:
            sealed.write_better(name, _columns(each))
    patrol.last_chunk = max(patrol.last_chunk or 0, now)
    patrol.fixes += n_new
    patrol.until = max(patrol.until, *(min(t, now) for t in times))
    patrol.seq, patrol.version = entry.seq, patrol.version + 1
    patrol.write()


def _is_better(each: Position, held: float | None) -> bool:
    return held is None or sensor.accuracy(each.acc) < held


def _columns(each: Position) -> chunks.Columns:
    return sealed.columns(
        each.t, each.lat or 0.0, each.lon or 0.0, sensor.accuracy(each.acc), sensor.speed(each.speed)
    )


def _seal(companion: Companion, position: Position, now: int) -> None:
    """Put it away, unread by anybody, until the start of the patrol that holds it is here or its time is over."""
    if position.t <= now - sealed.LIFE or _SEALED.value(companion=companion.id) >= SEALED_MOST:
        return
    sealed.SEAL.send(
        companion=companion.id, t=position.t, lat=position.lat, lon=position.lon, acc=sensor.accuracy(position.acc),
        speed=sensor.speed(position.speed), received=now,
    )  # fmt: skip


_SEALED = Prepared(lambda: SealedFix.select(sealed.COUNT).where(SealedFix.companion == given("companion")))
