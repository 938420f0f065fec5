"""The phone's own fixes and those of trackers beside it, each reckoned by itself: a tracker can add time and takes none away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.patrol.minutes import intervals, minutes_rule
from app.patrol.minutes.fixes import Track
from app.patrol.minutes.minutes_rule import Ground, MarkAt, Rule, Span


def spans(
    started: int,
    finished: int,
    own: Track,
    trackers: Sequence[Track],
    marks: Iterable[MarkAt],
    ground: Ground,
    rule: Rule = Rule(),
) -> list[Span]:
    """The patrol from start to finish as spans that touch, as `minutes_rule.spans` gives them for one source.

    By the phone's own fixes, by each tracker's, and by the own ones with each tracker's in their gaps; a moment takes the
    best cause of these.
    """
    known = list(marks)

    def line(track: Track) -> list[Span]:
        return minutes_rule.spans(started, finished, track, known, ground, rule)

    if not trackers:
        return line(own)
    walked = own.between(started, finished)
    filled = [line(with_gaps_filled(walked, tracker, rule.gap)) for tracker in trackers]
    alone = [[span for span in line(track) if span.cause != "gap"] for track in (own, *trackers)]
    return intervals.best([*filled, *alone])


def with_gaps_filled(own: Track, tracker: Track, gap: int) -> Track:
    """The own fixes, with the tracker's where these are farther apart than `gap`, before the first of them and after the last."""
    if not len(own) or not len(tracker):
        return own if len(own) else tracker
    after = np.searchsorted(own.t, tracker.t, "right")
    before, behind = own.t[np.maximum(after - 1, 0)], own.t[np.minimum(after, len(own) - 1)]
    is_beyond = (after == 0) | ((after == len(own)) & (tracker.t > before))
    is_kept = is_beyond | ((behind - before > gap) & (tracker.t > before))
    columns = [
        np.concatenate([column, added[is_kept]])
        for column, added in zip(_columns(own), _columns(tracker), strict=True)
    ]
    order = np.argsort(columns[0], kind="stable")
    t, lat, lon, acc = (column[order] for column in columns)
    return Track(t, lat, lon, acc)


def _columns(track: Track) -> tuple[NDArray[Any], ...]:
    return track.t, track.lat, track.lon, track.acc
