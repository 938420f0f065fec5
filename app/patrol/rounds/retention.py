"""Reduces tracks to their summaries when their time is over, and adds to a summary what arrives afterwards."""

from __future__ import annotations

import numpy as np

from app.core import clock, db, keyset
from app.ledger import record
from app.ledger.act import Act, by_clock
from app.patrol.minutes import compute, intervals, minutes_rule, thresholds
from app.patrol.minutes.fixes import Fixes, one_per_instant
from app.patrol.minutes.minutes_rule import Span
from app.patrol.minutes.thresholds import Keeping
from app.patrol.models import Chunk, Mark, Patrol, Summary
from app.patrol.track import chunks

STILL_WALKED = clock.DAY  # however short the time set, a patrol nobody has ended keeps its track so long


def purge() -> int:
    """Purge every track whose time is over; how many. One transaction each, so that a kill loses nothing."""
    known: dict[str, Keeping] = {}
    done = 0
    waiting = Patrol.select().where(Patrol.purged.is_null(), Patrol.last_chunk.is_null(False))
    for patrol in keyset.pages(waiting, Patrol.id):
        name = "\n".join(patrol.areas)
        if name not in known:
            known[name] = thresholds.keeping(patrol.areas)
        if _is_over(patrol, known[name]):
            done += _reduce(patrol.id, known[name])
    return done


def _is_over(patrol: Patrol, keeping: Keeping) -> bool:
    """By the receipt of the latest chunk; "summary only" goes once the patrol has ended and so can be computed."""
    life = 0 if keeping.summary_only else keeping.life
    return clock.now() - patrol.last_chunk >= (max(life, STILL_WALKED) if patrol.is_open() else life)


def _reduce(which: str, keeping: Keeping) -> int:
    with db.transaction():
        patrol = Patrol.get_by_id(which)  # anew, inside the lock: a chunk may just have come
        if patrol.purged is not None or not _is_over(patrol, keeping):
            return 0
        reckoned = compute.reckon(patrol)
        fields = {
            "spans": [list(span) for span in reckoned.spans],
            "uncounted": [list(piece) for piece in reckoned.uncounted],
        }
        Summary.create(patrol=patrol, **fields)
        Chunk.delete().where(Chunk.patrol == patrol.id).execute()
        Mark.update(lat=None, lon=None).where(Mark.patrol == patrol.id).execute()
        entry = record.record(by_clock(), "patrol", patrol.id, "purge", area=patrol.areas[0])
        patrol.purged, patrol.seq, patrol.version = clock.now(), entry.seq, patrol.version + 1
        patrol.save()
    return 1


def add_late(patrol: Patrol, columns: chunks.Columns, source: str, act: Act) -> None:
    """Compute a chunk that arrived after the purge by itself and add it; where times overlap the better cause is kept.

    The fixes themselves are not kept. Inside the caller's transaction.
    """
    last = max((t for t in columns.t if t <= act.latest), default=patrol.started)
    summary = Summary.get_by_id(patrol.id)
    before = [Span(*span) for span in summary.spans]
    ends = patrol.counted_to if patrol.counted_to is not None else max(before[-1].ends, last)
    alone = _computed_alone(patrol, columns, source, min(ends, act.latest))
    summary.spans = [list(span) for span in _filled(intervals.best([before, alone]), patrol.started, ends)]
    late_chunk = {
        "from": columns.t[0],
        "to": columns.t[-1],
        "fixes": len(columns.t),
        "received": act.received,
    }
    summary.late = [*summary.late, late_chunk]
    if columns.t[-1] > act.latest:
        summary.uncounted = [*(summary.uncounted or []), [max(act.latest, patrol.started), columns.t[-1]]]
    summary.save()


def end_late(patrol: Patrol) -> None:
    """Apply a finish that arrived after the purge: what lies after it no longer counts, what is missing before it is a gap."""
    summary, ends = Summary.get_by_id(patrol.id), patrol.counted_to or patrol.started
    pieces = intervals.cut([Span(*span) for span in summary.spans], patrol.started, ends)
    summary.spans = [list(span) for span in _filled(pieces, patrol.started, ends)]
    if patrol.latest is not None:
        summary.uncounted = [*(summary.uncounted or []), [ends, patrol.finished]]
    summary.save()


def _computed_alone(patrol: Patrol, columns: chunks.Columns, source: str, ends: int) -> list[Span]:
    rule = thresholds.rule(patrol.areas)
    lat, lon, acc = (np.asarray(column, np.float64) for column in (columns.lat, columns.lon, columns.acc))
    fixes = Fixes(np.asarray(columns.t, np.int64), lat, lon, acc, source)
    counted = one_per_instant([fixes]).between(patrol.started, ends)
    if not len(counted):
        return []
    around = rule.marks_apart
    known = compute.marks_for(patrol, int(counted.t[0]) - around, int(counted.t[-1]) + around)
    return minutes_rule.joined(
        minutes_rule.pairs(counted, known, compute.ground_of(patrol.areas, known), rule)
    )


def _filled(spans: list[Span], begins: int, ends: int) -> list[Span]:
    """The spans with every hole between two moments told as a gap."""
    holes = intervals.minus([(begins, ends)], intervals.union((s.begins, s.ends) for s in spans))
    return minutes_rule.joined(sorted([*spans, *(Span(a, b, "gap") for a, b in holes)]))
