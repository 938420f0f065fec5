"""Positions of a tracker that no known patrol holds: picked up when its start arrives, destroyed within a day."""

from __future__ import annotations

from typing import NamedTuple

from peewee import EXCLUDED, fn

from app.core import clock, db
from app.core.prepared import Prepared, given, insertion
from app.patrol.companions import allowed, wiping
from app.patrol.companions.models import Companion, SealedFix
from app.patrol.models import Chunk, Patrol
from app.patrol.track import chunks

LIFE = clock.DAY  # from receipt, and never longer
SWEEP_EVERY = 10 * clock.MINUTE  # a row goes at the sweep before its time is over
MANY = 50_000  # waiting at once: to write them anew takes others' time
LONGEST = (
    12 * clock.HOUR
)  # a patrol that nobody has ended holds what a tracker sends so long, or to its own last word
LOOKED_BACK = 3 * clock.DAY  # no patrol that began earlier holds a moment
COUNT = fn.COUNT(SealedFix.t)


def holding(person: str, t: int) -> Patrol | None:
    """The person's patrol that holds the moment, of several the one begun last; none whose track is reduced already."""
    for patrol in _BEGUN.all_of(Patrol, person=person, t=t, earliest=t - LOOKED_BACK):
        if t <= end_of(patrol):
            return patrol
    return None


_BEGUN = Prepared(
    lambda: (
        Patrol.select()
        .where(
            Patrol.person == given("person"), Patrol.started <= given("t"), Patrol.started > given("earliest"),
            Patrol.purged.is_null(),
        )
        .order_by(Patrol.started.desc(), Patrol.id.desc())
        .limit(20)
    )
)  # fmt: skip


def end_of(patrol: Patrol) -> int:
    """To which moment a patrol holds what a tracker sends."""
    return patrol.finished if patrol.finished is not None else max(patrol.started + LONGEST, patrol.until)


def name_of(companion: str, t: int) -> str:
    """What the chunk of one fix is called: told again, the fix is there already."""
    return f"{companion}:{t}"


def columns(t: int, lat: float, lon: float, acc: float, speed: float | None) -> chunks.Columns:
    """One fix as columns."""
    return chunks.Columns([t], [lat], [lon], [acc], None if speed is None else [speed])


def write_chunk(
    name: str, patrol: Patrol, source: str, fix: chunks.Columns, received: int, latest: int
) -> None:
    """One fix of a tracker among the chunks of the patrol; `latest`: how far its receipt can tell."""
    t = fix.t[0]
    _NEW.send(
        id=name, patrol=patrol.id, source=source, first=t, last=t, n=1, packed=chunks.pack(fix), received=received,
        latest=latest if t > latest else None,
    )  # fmt: skip


_NEW = Prepared(lambda: insertion(Chunk))
_HELD = Prepared(lambda: Chunk.select(Chunk.id).where(Chunk.id == given("id")))


def accuracy_held(name: str, patrol: Patrol) -> float | None:
    """Of the fix of this name that is there already: its accuracy, 0 where another patrol has it; None where none is."""
    row = _KNOWN.row(id=name)
    if row is None:
        return None
    return chunks.unpack(row[1]).acc[0] if row[0] == patrol.id else 0.0


_KNOWN = Prepared(lambda: Chunk.select(Chunk.patrol, Chunk.packed).where(Chunk.id == given("id")))


def write_better(name: str, fix: chunks.Columns) -> None:
    """A more accurate fix in the place of the one that is there."""
    _BETTER.send(id=name, packed=chunks.pack(fix))


_BETTER = Prepared(lambda: Chunk.update(packed=given("packed")).where(Chunk.id == given("id")))


class Waiting(NamedTuple):
    """A sealed fix with the tracker that sent it, and of which kind that is."""

    companion: str
    source: str
    t: int
    lat: float
    lon: float
    acc: float
    speed: float | None
    received: int


def waiting(patrol: Patrol) -> list[Waiting]:
    """What waits of the trackers of the patrol's person and lies within it, by time; nothing where it is not open (any more)."""
    if not any(allowed.is_open(code) for code in patrol.areas):
        return []
    span = {"begins": patrol.started, "ends": end_of(patrol)}
    rows = _WAITING.rows(person=patrol.person_id, since=clock.now() - LIFE, **span)
    return [Waiting(*row) for row in rows]


def open_all(found: list[Waiting]) -> None:
    """Take them out of the sealed ones. Inside the caller's transaction."""
    for each in found:
        _OPENED.send(companion=each.companion, t=each.t)


def pick_up(patrol: Patrol) -> int:
    """Give the patrol what waits and lies within it; how many fixes.

    Inside the caller's transaction, before the patrol is written. Nothing else reads what is sealed, but for a patrol that
    is reduced already (`late`).
    """
    found, n_new = waiting(patrol), 0
    for each in found:
        name, fix = name_of(each.companion, each.t), columns(each.t, each.lat, each.lon, each.acc, each.speed)
        if _HELD.holds(id=name):
            continue  # told again since, and so there already
        write_chunk(name, patrol, each.source, fix, each.received, each.received)
        n_new += 1
        patrol.until = max(patrol.until, min(each.t, each.received))
        patrol.last_chunk = max(patrol.last_chunk or 0, clock.now())
    open_all(found)
    patrol.fixes += n_new
    return n_new


def hand_on(patrol: Patrol, since: int) -> list[Patrol]:
    """What waits from `since` on, to the person's other patrols that hold it, the one begun last first; those that took some.

    Inside the caller's transaction; these patrols are not written yet. One whose track is reduced is told by `late`.
    """
    others = _OTHERS.all_of(
        Patrol, person=patrol.person_id, but=patrol.id, since=since, earliest=since - LOOKED_BACK
    )
    return [other for other in others if pick_up(other)]


_OTHERS = Prepared(
    lambda: (
        Patrol.select()
        .where(
            Patrol.person == given("person"), Patrol.id != given("but"), Patrol.started > given("earliest"),
            Patrol.finished.is_null() | (Patrol.finished >= given("since")), Patrol.purged.is_null(),
        )
        .order_by(Patrol.started.desc(), Patrol.id.desc())
        .limit(20)
    )
)  # fmt: skip


_WAITING = Prepared(
    lambda: (
        SealedFix.select(
            SealedFix.companion, Companion.kind, SealedFix.t, SealedFix.lat, SealedFix.lon, SealedFix.acc,
            SealedFix.speed, SealedFix.received,
        )
        .join(Companion, on=(Companion.id == SealedFix.companion))
        .where(
            Companion.person == given("person"), SealedFix.t >= given("begins"), SealedFix.t <= given("ends"),
            SealedFix.received > given("since"),
        )
        .order_by(SealedFix.t, SealedFix.companion)
    )
)  # fmt: skip
_OPENED = Prepared(
    lambda: SealedFix.delete().where(SealedFix.companion == given("companion"), SealedFix.t == given("t"))
)


def take_out(patrol: Patrol) -> int | None:
    """Seal again what trackers sent after the end of a patrol, which the server heard of later; another may hold it.

    The moment of the first that was taken out; None where there was none. Inside the caller's transaction, before the
    patrol is written.
    """
    if patrol.finished is None:
        return None
    after = list(_AFTER.rows(patrol=patrol.id, ends=patrol.finished))
    if not after:
        return None
    with wiping.wiping():
        return _take_out(patrol, after)


def _take_out(patrol: Patrol, after: list[tuple[str, bytes, int]]) -> int | None:
    first: int | None = None
    for name, packed, received in after:
        companion, _, moment = name.partition(":")
        fix = chunks.unpack(packed)
        SEAL.send(
            companion=companion, t=int(moment), lat=fix.lat[0], lon=fix.lon[0], acc=fix.acc[0],
            speed=fix.speed[0] if fix.speed is not None else None, received=received,
        )  # fmt: skip
        _TAKEN_OUT.send(id=name)
        patrol.fixes -= 1
        first = min(int(moment), first if first is not None else int(moment))
    return first


_AFTER = Prepared(
    lambda: Chunk.select(Chunk.id, Chunk.packed, Chunk.received).where(
        Chunk.patrol == given("patrol"), Chunk.first > given("ends"), Chunk.id.contains(":")
    )
)
SEAL = Prepared(  # of two told for one moment the more accurate stands
    lambda: insertion(SealedFix).on_conflict(
        conflict_target=[SealedFix.companion, SealedFix.t],
        preserve=[SealedFix.lat, SealedFix.lon, SealedFix.acc, SealedFix.speed],
        where=SealedFix.acc > EXCLUDED.acc,
    )
)
_TAKEN_OUT = Prepared(lambda: Chunk.delete().where(Chunk.id == given("id")))


def destroy() -> int:
    """Destroy what no start has come for within its time; how many. Their bytes go too.

    Where very many wait, what would be over within the hour goes along: what stays is written anew once an hour then.
    """
    over = clock.now() - LIFE + 2 * SWEEP_EVERY
    db.connect()
    if not SealedFix.select(SealedFix.t).where(SealedFix.received <= over).exists() and not wiping.is_owed():
        return 0
    if SealedFix.select().count() > MANY:
        over += clock.HOUR
    count = SealedFix.select().where(SealedFix.received <= over).count()
    with wiping.in_memory_alone(), db.transaction(), wiping.wiping():
        wiping.rewrite_all_but(over)
    return int(count)
