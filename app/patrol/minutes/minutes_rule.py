"""Seconds by cause: what of a patrol counts and what does not, and why — one rule, without a database.

The rule, as the product states it. One fix per instant. For neighbouring fixes, the first that holds: more than 90 s
apart → gap; either accuracy over 100 m → inaccurate; faster than 7 m/s → too_fast; either fix farther than its
accuracy, at most 30 m, outside every area of the patrol → outside; else in_area. Before the first and after the last
fix → gap. A gap is cut at every mark; a piece between two marks at most 15 minutes and 2 m/s apart is by_marks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.areas.geometry.plane import steps
from app.core import clock
from app.core.place import metres
from app.patrol.minutes.fixes import Floats, Track

CAUSES = ("in_area", "by_marks", "outside", "gap", "too_fast", "inaccurate")  # the table's order
COUNTING = ("in_area", "by_marks")


class MarkAt(NamedTuple):
    """The worker was in the area `area` at `t`; the position may be unknown."""

    t: int
    area: str
    kind: str  # mark | report | visit
    lat: float | None = None
    lon: float | None = None
    how: str | None = None


class Span(NamedTuple):
    """A stretch of time (epoch ms, end not included) and its cause."""

    begins: int
    ends: int
    cause: str


@dataclass(frozen=True)
class Rule:
    """The thresholds: milliseconds, metres, metres per second."""

    gap: int = 90 * clock.SECOND
    inaccurate: float = 100.0
    too_fast: float = 7.0
    outside: float = 30.0
    marks_apart: int = 15 * clock.MINUTE
    marks_speed: float = 2.0


@dataclass(frozen=True)
class Ground:
    """The patrol's areas as the rule needs them.

    `outside` answers, for columns of latitudes and longitudes, the metres to the nearest area that has a polygon (0
    inside), and is None where none has; `listed` are the sorted times of the worker's marks in areas without one.
    """

    outside: Callable[[Floats, Floats], ArrayLike] | None
    listed: Sequence[int] = ()


def spans(
    started: int,
    finished: int,
    track: Track,
    marks: Iterable[MarkAt],
    ground: Ground,
    rule: Rule = Rule(),
) -> list[Span]:
    """The patrol from start to finish as spans that touch; neighbours of one cause are joined, gaps are not.

    `marks` are those in the patrol's areas; fixes outside start and finish are not counted.
    """
    counted = track.between(started, finished)
    known = sorted(marks, key=lambda m: m.t)
    if not len(counted):
        return cut_gap(started, finished, known, rule)
    result = cut_gap(started, int(counted.t[0]), known, rule)
    result += pairs(counted, known, ground, rule)
    result += cut_gap(int(counted.t[-1]), finished, known, rule)
    return joined(result)


def pairs(counted: Track, marks: Sequence[MarkAt], ground: Ground, rule: Rule) -> list[Span]:
    """The spans between neighbouring fixes, those of one cause in one, gaps cut at the marks, which are sorted."""
    if len(counted) < 2:
        return []
    causes, times = _causes(counted, ground, rule), counted.t.tolist()
    edges = [0, *(np.flatnonzero(np.diff(causes)) + 1).tolist(), len(causes)]
    result: list[Span] = []
    for low, high in pairwise(edges):
        cause = CAUSES[causes[low]]
        if cause == "gap":
            for begins, ends in pairwise(times[low : high + 1]):
                result += cut_gap(begins, ends, marks, rule)
        else:
            result.append(Span(times[low], times[high], cause))
    return result


def _causes(track: Track, ground: Ground, rule: Rule) -> NDArray[np.int64]:
    """For each two neighbouring fixes the number in `CAUSES` of the first that holds."""
    apart = np.diff(track.t)
    is_inaccurate, is_far = track.acc > rule.inaccurate, _far(track, ground, rule)
    outside = (is_far[:-1] | is_far[1:]) & ~_listed_near(track.t, ground, rule)
    held = {
        "gap": apart > rule.gap,
        "inaccurate": is_inaccurate[:-1] | is_inaccurate[1:],
        "too_fast": steps(track.lat, track.lon) * 1000 > rule.too_fast * apart,
        "outside": outside,
    }
    return np.select([*held.values()], [CAUSES.index(cause) for cause in held], CAUSES.index("in_area"))


def _far(track: Track, ground: Ground, rule: Rule) -> NDArray[np.bool_]:
    """Whether each fix lies farther than it may outside every area with a polygon."""
    if ground.outside is None:
        return np.ones(len(track), bool)
    away = np.asarray(ground.outside(track.lat, track.lon), dtype=np.float64)
    return away > np.minimum(track.acc, rule.outside)


def _listed_near(times: NDArray[np.int64], ground: Ground, rule: Rule) -> NDArray[np.bool_]:
    """Whether a listed mark is near each two neighbouring moments."""
    if not ground.listed:
        return np.zeros(len(times) - 1, bool)
    listed = np.append(np.asarray(ground.listed, np.int64), np.iinfo(np.int64).max)
    at = np.searchsorted(listed, times[:-1] - rule.marks_apart)
    return listed[at] <= times[1:] + rule.marks_apart


def cut_gap(begins: int, ends: int, marks: Sequence[MarkAt], rule: Rule) -> list[Span]:
    """A gap as spans, cut at every mark in it; the marks are sorted."""
    low = bisect_left(marks, begins, key=lambda m: m.t)
    high = bisect_right(marks, ends, key=lambda m: m.t)
    stops = [list(same) for _, same in groupby(marks[low:high], key=lambda m: m.t)]
    edges: list[tuple[int, list[MarkAt]]] = [(begins, []), *((stop[0].t, stop) for stop in stops), (ends, [])]
    return [
        Span(a, b, "by_marks" if _walkable(before, after, rule) else "gap")
        for (a, before), (b, after) in pairwise(edges)
        if b > a
    ]


def _walkable(before: Sequence[MarkAt], after: Sequence[MarkAt], rule: Rule) -> bool:
    """Whether two marks are near enough in time and place; of several at one instant any two may be."""
    return any(_near(a, b, rule) for a in before for b in after)


def _near(a: MarkAt, b: MarkAt, rule: Rule) -> bool:
    if b.t - a.t > rule.marks_apart:
        return False
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return True
    return metres(a.lat, a.lon, b.lat, b.lon) * 1000 <= rule.marks_speed * (b.t - a.t)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Touching spans of one cause as one; gaps stay apart, each can have a cause of its own."""
    out: list[Span] = []
    for span in spans:
        if out and span.cause == out[-1].cause != "gap" and span.begins == out[-1].ends:
            out[-1] = Span(out[-1].begins, span.ends, span.cause)
        else:
            out.append(span)
    return out


def seconds(spans: Iterable[Span]) -> dict[str, int]:
    """Whole seconds by cause: running totals rounded in the table's order, so that the sum is the rounded duration."""
    totals = dict.fromkeys(CAUSES, 0)
    for span in spans:
        totals[span.cause] += span.ends - span.begins
    totals_by_code, running, before = {}, 0, 0
    for cause, total in totals.items():
        running += total
        upto = (running + 500) // 1000
        totals_by_code[cause], before = upto - before, upto
    return totals_by_code
