"""A tracker beside the phone's own fixes: it fills gaps, adds what it alone knows, and takes nothing away."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.patrol.minutes import intervals, minutes_rule, sources
from app.patrol.minutes.fixes import Fix, Track
from app.patrol.minutes.minutes_rule import MarkAt, Span
from tests.patrol.minutes import reference
from tests.patrol.minutes.test_minutes import METRE, ground_of, inside, walks
from tests.patrol.walk import NINE, walked

HOUR = 3600
NOWHERE = walked([])


def reckoned(walk: dict[str, Any], own: list[Any], trackers: list[list[Any]]) -> list[Span]:
    """The application's answer for fixes of several sources on the ground, with the marks, of one walk."""
    boxes, listed = walk["areas"]
    return sources.spans(
        walk["start"],
        walk["end"],
        walked(Fix(**fix) for fix in reversed(own)),
        [walked(Fix(**fix) for fix in each) for each in trackers],
        [MarkAt(kind="mark", **mark) for mark in walk["marks"]],
        ground_of(boxes, listed, walk["marks"]),
    )


@settings(max_examples=100, deadline=None)
@given(walks(), st.lists(walks(), min_size=1, max_size=2))
def test_several_sources_agree_with_a_second_reading_and_none_takes_time_from_another(
    walk: dict[str, Any], others: list[dict[str, Any]]
) -> None:
    own, trackers = walk["fixes"], [other["fixes"] for other in others]
    ours = reckoned(walk, own, trackers)
    boxes, listed = walk["areas"]
    theirs = reference.with_trackers(walk["start"], walk["end"], own, trackers, walk["marks"], boxes, listed)
    assert minutes_rule.seconds(ours) == reference.seconds(theirs)
    assert all(a.ends == b.begins for a, b in zip(ours, ours[1:], strict=False))
    counted = intervals.counting(ours)
    fewer_sources = [(own, trackers[1:]), (own, []), *((tracker, []) for tracker in trackers)]
    for first, rest in fewer_sources:
        fewer = reckoned(walk, first, rest)
        assert intervals.minus(intervals.counting(fewer), counted) == []


def line(every: int, off: int = 0, north: float = 0.0, length: int = HOUR, acc: float = 15.0) -> Track:
    """Fixes of somebody who stands, so many metres off to the north."""
    times = range(off, length + 1, every)
    return walked(Fix(NINE + t * 1000, 27.5805 + north * METRE, 120.551, acc) for t in times)


def seconds(own: Track, *trackers: Track) -> dict[str, int]:
    spans = sources.spans(NINE, NINE + HOUR * 1000, own, trackers, [], inside)
    return minutes_rule.seconds(spans)


def test_a_tracker_beside_a_working_page_takes_no_second_away() -> None:
    page = line(every=6)
    for metres in (15, 40):
        assert seconds(page, line(every=30, off=2, north=metres))["in_area"] == HOUR
    assert seconds(page, line(30, 2, 40), line(30, 5, -40))["in_area"] == HOUR


def test_where_the_page_has_nothing_a_tracker_counts_up_to_its_neighbours() -> None:
    page = line(every=6, length=600)
    assert seconds(page)["gap"] == 3000
    assert seconds(page, line(every=30, off=2))["in_area"] == HOUR - 28  # to the tracker's last
    assert seconds(NOWHERE, line(every=30))["in_area"] == HOUR


def test_where_the_page_is_sure_of_nothing_a_tracker_that_is_counts() -> None:
    vague = line(every=6, acc=900.0)
    assert seconds(vague)["inaccurate"] == HOUR
    assert seconds(vague, line(every=30))["in_area"] == HOUR
