"""A stored patrol's fixes, marks, spans and gaps; the same data always give the same answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.areas.geometry import location
from app.core import clock, db
from app.core.prepared import Prepared, given
from app.patrol.minutes import intervals, marks, minutes_rule, sources, thresholds
from app.patrol.minutes.fixes import Fix, Fixes, Track, one_per_instant
from app.patrol.minutes.intervals import Stretch
from app.patrol.minutes.minutes_rule import Ground, MarkAt, Rule, Span
from app.patrol.models import Chunk, Mark, Patrol, Summary
from app.patrol.track import chunks

KEPT_MOST = 2000


@dataclass(frozen=True)
class Reckoned:
    """A patrol as the rule sees it: its end (that of the finish, or the last thing known), spans, marks in its areas.

    `uncounted` are stretches that the phone told of before they can have been, and that nothing since has filled.
    """

    finished: int
    spans: tuple[Span, ...]
    marks: tuple[MarkAt, ...]
    uncounted: tuple[Stretch, ...] = ()

    @property
    def seconds(self) -> dict[str, int]:
        """Whole seconds by cause."""
        return minutes_rule.seconds(self.spans)

    @property
    def gaps(self) -> list[Span]:
        """The spans without position that nothing explains."""
        return [span for span in self.spans if span.cause == "gap"]


_kept: dict[str, tuple[Any, Reckoned]] = {}


def reckon(patrol: Patrol) -> Reckoned:
    """Seconds by cause of the patrol, from its stored chunks and marks, or from its summary once it is purged.

    An unfinished patrol lasts to its last fix or mark; of marks that do not name it, those of the same day count.
    """
    if patrol.purged is not None:
        return _summed(patrol)
    rule = thresholds.rule(patrol.areas)
    known = _marks_around(patrol, rule)
    key = (
        db.database.obj,
        db.Meta.value_of("areas-version", "0"),
        patrol.version,
        patrol.fixes,
        rule,
        tuple(known),
    )
    cached = _kept.get(patrol.id)
    if cached is None or cached[0] != key:
        if len(_kept) >= KEPT_MOST:
            _kept.clear()
        cached = _kept[patrol.id] = (key, _compute(patrol, known, rule))
    return cached[1]


def fixes_of(patrol: Patrol, labels: Mapping[str, str] | None = None) -> list[Fix]:
    """Every fix of the patrol, by time; several at one instant the most accurate first.

    `labels`: by tracker, what stands as the source of its fixes instead of its app.
    """
    fixes: list[Fix] = []
    for chunk in Chunk.select().where(Chunk.patrol == patrol.id):
        columns = chunks.unpack(chunk.packed)
        rows = zip(columns.t, columns.lat, columns.lon, columns.acc, strict=True)
        source = (labels or {}).get(chunk.id.rpartition(":")[0], chunk.source)
        fixes += [Fix(*row, source) for row in rows]
    return sorted(fixes, key=lambda f: (f.t, f.acc, f.source, f.lat, f.lon))


def _tracks(patrol: Patrol) -> tuple[Track, list[Track]]:
    """The phone's own fixes and those of each tracker, as far as they can have been when they were received."""
    parts: dict[str, list[Fixes]] = {}
    for name, packed, source, latest in _CHUNKS.rows(patrol=patrol.id):
        fixes = Fixes(*chunks.positions(packed), source=source).until(latest)
        parts.setdefault(name.rpartition(":")[0], []).append(fixes)
    own = one_per_instant(parts.pop("", []))
    return own, [one_per_instant(parts[tracker]) for tracker in sorted(parts)]


_CHUNKS = Prepared(
    lambda: Chunk.select(Chunk.id, Chunk.packed, Chunk.source, Chunk.latest).where(
        Chunk.patrol == given("patrol")
    )
)


def _ahead(patrol: Patrol) -> list[Stretch]:
    """What the phone told of before it can have been: from the receipt, on the phone's axis, to the last thing told."""
    moments = [*_CHUNKS_AHEAD.rows(patrol=patrol.id), *_MARKS_AHEAD.rows(patrol=patrol.id)]
    if patrol.finished is not None and patrol.latest is not None:
        moments.append((patrol.latest, patrol.finished))
    return [(max(begins, patrol.started), ends) for begins, ends in moments]


_CHUNKS_AHEAD = Prepared(
    lambda: Chunk.select(Chunk.latest, Chunk.last).where(
        Chunk.patrol == given("patrol"), Chunk.latest.is_null(False)
    )
)
_MARKS_AHEAD = Prepared(
    lambda: Mark.select(Mark.latest, Mark.at).where(
        Mark.patrol == given("patrol"), Mark.latest.is_null(False)
    )
)


def _left(ahead: list[Stretch], spans: list[Span] | tuple[Span, ...]) -> tuple[Stretch, ...]:
    return tuple(intervals.minus(intervals.union(ahead), intervals.counting(spans)))


def ground_of(areas: list[str], known: list[MarkAt]) -> Ground:
    """What the rule asks of the patrol's areas: a polygon where there is one, else the worker's marks in them."""
    shaped = [code for code in areas if location.has_shape(code)]
    shapes = location.shapes_of(shaped) if shaped else None
    listed = marks.within(known, set(areas).difference(shaped))
    times = sorted(mark.t for mark in listed)
    if shapes is None:
        return Ground(None, times)
    return Ground(shapes.outside, times)


def marks_for(patrol: Patrol, begins: int, ends: int) -> list[MarkAt]:
    """The worker's marks in the patrol's areas between two moments."""
    return marks.within(marks.marks_between(patrol.person_id, begins, ends), patrol.areas)


def _marks_around(patrol: Patrol, rule: Rule) -> list[MarkAt]:
    ends = patrol.counted_to if patrol.counted_to is not None else _day_end(patrol.until)
    return marks_for(patrol, patrol.started - rule.marks_apart, ends + rule.marks_apart)


def _day_end(at: int) -> int:
    return clock.start_of(clock.date_of(at) + dt.timedelta(days=1)) - 1


def _compute(patrol: Patrol, known: list[MarkAt], rule: Rule) -> Reckoned:
    ends = patrol.counted_to
    if ends is None:
        same_day = [mark.t for mark in known if mark.t <= _day_end(patrol.until)]
        ends = max([patrol.until, *same_day])
    own, trackers = _tracks(patrol)
    ground = ground_of(patrol.areas, known)
    spans = sources.spans(patrol.started, ends, own, trackers, known, ground, rule)
    own_marks = tuple(m for m in known if patrol.started <= m.t <= ends)
    return Reckoned(ends, tuple(spans), own_marks, _left(_ahead(patrol), spans))


def _summed(patrol: Patrol) -> Reckoned:
    """What the summary kept: the spans as they were, the marks without their positions."""
    summary = Summary.get_by_id(patrol.id)
    spans = tuple(Span(*span) for span in summary.spans)
    ends = spans[-1].ends if spans else patrol.counted_to or patrol.started
    ahead = [(begins, last) for begins, last in summary.uncounted or []]
    return Reckoned(ends, spans, tuple(marks_for(patrol, patrol.started, ends)), _left(ahead, spans))
