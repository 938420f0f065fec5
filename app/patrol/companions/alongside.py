"""How a tracker went along with a patrol: what it filled where the page had nothing, and where it was silent itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from app.core import clock
from app.core.prepared import Prepared, given
from app.patrol.companions.models import Companion
from app.patrol.minutes import intervals, thresholds
from app.patrol.minutes.compute import Reckoned
from app.patrol.minutes.intervals import Stretch
from app.patrol.models import Chunk, Patrol
from app.patrol.track import chunks

SILENT = 5 * clock.MINUTE  # after which it is said of a running patrol
SHORTEST = clock.MINUTE  # of a filled stretch that is told
LATELY = 3 * clock.DAY  # a tracker that was heard in these days before is missed; one that never was is not


def serialize(patrol: Patrol, reckoned: Reckoned) -> dict[str, Any] | None:
    """For the patrol's own worker alone: the stretches that a tracker filled, and those in which it was silent.

    None where no tracker of the worker's was there that had been heard, or once the track is reduced.
    """
    if patrol.purged is not None:
        return None
    times = [first for (first,) in _TIMES.rows(patrol=patrol.id)]
    there = [max(agreed, patrol.started) for agreed in _agreed_before(patrol, reckoned.finished)]
    if not times and not there:
        return None
    begins = min([*times[:1], *there])
    return {
        "filled": _told(_filled(patrol, reckoned)) if times else [],
        "silent": _told(_apart([begins, *times, reckoned.finished], SILENT)),
    }


def silent_since(patrol: Patrol, companion: Companion, now: int) -> int | None:
    """Since when the tracker says nothing of a running patrol, where that is five minutes or longer.

    None for one that was heard neither in this patrol nor in the days before: nobody counts on it.
    """
    last = last_of(patrol, companion)
    if last is None and (companion.heard is None or companion.heard < patrol.started - LATELY):
        return None
    heard = max(last or 0, patrol.started, companion.agreed)
    return heard if now - heard >= SILENT else None


def last_of(patrol: Patrol, companion: Companion) -> int | None:
    """When the last of the patrol's fixes was that the tracker measured; None where there is none."""
    last: int | None = _LAST.value(patrol=patrol.id, named=f"{companion.id}:%")
    return last


_TIMES = Prepared(
    lambda: (
        Chunk.select(Chunk.first)
        .where(Chunk.patrol == given("patrol"), Chunk.id.contains(":"))
        .order_by(Chunk.first)
    )
)
_LAST = Prepared(
    lambda: (
        Chunk.select(Chunk.first)
        .where(Chunk.patrol == given("patrol"), Chunk.id ** given("named"))
        .order_by(Chunk.first.desc())
        .limit(1)
    )
)


def _agreed_before(patrol: Patrol, ends: int) -> list[int]:
    """When those of the worker's trackers were agreed to that lived during the patrol and have been heard since, or shortly before."""
    since = patrol.started - LATELY
    rows = _THERE.rows(person=patrol.person_id, begins=patrol.started, ends=ends, since=since)
    return [agreed for (agreed,) in rows]


_THERE = Prepared(
    lambda: (
        Companion.select(Companion.agreed)
        .where(
            Companion.person == given("person"), Companion.agreed < given("ends"),
            Companion.ended.is_null() | (Companion.ended > given("begins")), Companion.heard >= given("since"),
        )
        .order_by(Companion.agreed)
    )
)  # fmt: skip


def _filled(patrol: Patrol, reckoned: Reckoned) -> list[Stretch]:
    """Where the page's own fixes leave a gap and all fixes together leave none."""
    own = [
        int(t)
        for (packed,) in _PAGES.rows(patrol=patrol.id)
        for t in chunks.positions(packed)[0]
        if patrol.started <= t <= reckoned.finished
    ]
    bare = _apart([patrol.started, *own, reckoned.finished], thresholds.rule(patrol.areas).gap)
    gaps = [(span.begins, span.ends) for span in reckoned.gaps]
    return [(a, b) for a, b in intervals.minus(bare, gaps) if b - a >= SHORTEST]


_PAGES = Prepared(
    lambda: Chunk.select(Chunk.packed).where(Chunk.patrol == given("patrol"), ~Chunk.id.contains(":"))
)


def _apart(moments: list[int], least: int) -> list[Stretch]:
    """The stretches between neighbours that lie so far apart or farther."""
    return [(a, b) for a, b in pairwise(sorted(moments)) if b - a >= least]


def _told(stretches: list[Stretch]) -> list[dict[str, str]]:
    return [{"from": clock.rfc3339(begins), "to": clock.rfc3339(ends)} for begins, ends in stretches]
