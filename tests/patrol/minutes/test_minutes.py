"""Seconds by cause on random walks, beside an independent slow computation of the same text."""

from __future__ import annotations

from typing import Any

import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.patrol.minutes import intervals, minutes_rule
from app.patrol.minutes.fixes import Fix, Track
from app.patrol.minutes.minutes_rule import Ground, MarkAt, Rule, Span
from tests.patrol.minutes import reference
from tests.patrol.walk import NINE, walked

BOX = (27.5800, 120.5500, 27.5818, 120.5520)
BOX2 = (27.5800, 120.5530, 27.5810, 120.5540)
METRE = 180 / (3.141592653589793 * 6_371_008.8)


def ground_of(boxes: list[Any], listed: list[str], marks: list[dict[str, Any]]) -> Ground:
    """The application's view of the same areas: distances in a flat projection, with shapely."""
    times = sorted(m["t"] for m in marks if m["area"] in listed)
    if not boxes:
        return Ground(None, times)
    east = 0.8863
    whole = shapely.union_all([shapely.box(w * east, s, e * east, n) for s, w, n, e in boxes])

    def outside(lat: Any, lon: Any) -> Any:
        points = shapely.points([x * east for x in lon], list(lat))
        return [d / METRE for d in shapely.distance(whole, points)]

    return Ground(outside, times)


accuracies = st.sampled_from([3.0, 12.0, 29.0, 30.5, 65.0, 100.0, 100.5, 2000.0])
steps_s = st.sampled_from([0, 1, 3, 3, 3, 5, 30, 60, 89.999, 90, 90.001, 120, 600, 1500])
moves = st.sampled_from([0, 0, 1, 2, 4, 10, -3, 25, -40, 90])


@st.composite
def walks(draw: st.DrawFn) -> dict[str, Any]:
    """A walk of up to 40 fixes with marks strewn in, in areas with or without polygon."""
    t, lat, lon = 0.0, 27.5809, 120.5510
    fixes = []
    for _ in range(draw(st.integers(0, 40))):
        t += draw(steps_s)
        lat += draw(moves) * METRE
        lon += draw(moves) * METRE
        source = draw(st.sampled_from(["browser", "owntracks"]))
        fixes.append({"t": NINE + round(t * 1000), "lat": lat, "lon": lon, "acc": draw(accuracies), "source": source})  # fmt: skip
    length = int(t) + 60
    marks = []
    for at in draw(st.lists(st.integers(-30, length), max_size=8)):
        placed = draw(st.booleans())
        marks.append(
            {
                "t": NINE + at * 1000,
                "area": draw(st.sampled_from(["A", "B"])),
                "lat": 27.5809 + draw(moves) * 10 * METRE if placed else None,
                "lon": 120.5510 if placed else None,
            }
        )
    if fixes and draw(st.booleans()):
        marks.append({"t": fixes[-1]["t"], "area": "A", "lat": None, "lon": None})
    start = NINE + draw(st.integers(-20_000, 40_000))
    end = start + draw(st.sampled_from([0, 10, length // 2, length, length + 300])) * 1000
    areas = draw(st.sampled_from([([BOX], []), ([BOX, BOX2], []), ([BOX], ["B"]), ([], ["A", "B"])]))
    return {"fixes": fixes, "marks": marks, "start": start, "end": end, "areas": areas}


def both(walk: dict[str, Any]) -> tuple[list[Span], list[tuple[int, int, str]]]:
    boxes, listed = walk["areas"]
    ours = minutes_rule.spans(
        walk["start"],
        walk["end"],
        walked(Fix(**fix) for fix in reversed(walk["fixes"])),
        [MarkAt(kind="mark", **mark) for mark in walk["marks"]],
        ground_of(boxes, listed, walk["marks"]),
    )
    theirs = reference.pieces(walk["start"], walk["end"], walk["fixes"], walk["marks"], boxes, listed)
    return ours, theirs


@settings(max_examples=150, deadline=None)
@given(walks())
@example({"fixes": [], "marks": [], "start": NINE, "end": NINE, "areas": ([BOX], [])})
def test_the_rule_agrees_with_a_second_reading_of_it(walk: dict[str, Any]) -> None:
    ours, theirs = both(walk)
    assert minutes_rule.seconds(ours) == reference.seconds(theirs)
    assert sum(minutes_rule.seconds(ours).values()) == (walk["end"] - walk["start"] + 500) // 1000
    assert all(a.ends == b.begins for a, b in zip(ours, ours[1:], strict=False))
    assert [s for s in ours if s.cause == "gap"] == [s for s in theirs if s[2] == "gap" and s[1] > s[0]]


@settings(max_examples=40, deadline=None)
@given(st.lists(walks(), min_size=1, max_size=3))
def test_two_patrols_at_once_take_the_better_cause(several: list[dict[str, Any]]) -> None:
    pairs = [both(walk) for walk in several]
    ours = intervals.best(line for line, _ in pairs)
    theirs = reference.better([line for _, line in pairs])
    assert minutes_rule.seconds(ours) == reference.seconds(theirs)
    assert intervals.counting(ours) == intervals.union(
        (a, b) for a, b, cause in theirs if cause in ("in_area", "by_marks")
    )


def line(n: int, every: float) -> Track:
    return walked(
        Fix(NINE + round(i * every * 1000), 27.5801 + (i % 50) * 3 * METRE, 120.551, 5.0) for i in range(n)
    )


inside = Ground(lambda lat, lon: [0.0] * len(lat))
NOWHERE = walked([])


def test_a_patrol_without_a_single_fix_is_all_gap() -> None:
    assert (
        minutes_rule.seconds(minutes_rule.spans(NINE, NINE + 7_200_000, NOWHERE, [], inside))["gap"] == 7200
    )


def columns(*fixes: Fix) -> list[list[float]]:
    walk = walked(fixes)
    return [column.tolist() for column in (walk.t, walk.lat, walk.lon, walk.acc)]


def test_of_two_fixes_at_one_instant_the_accurate_one_stands_whatever_came_first() -> None:
    good, bad = Fix(NINE, 27.58, 120.55, 5.0), Fix(NINE, 29.0, 121.0, 500.0)
    assert columns(bad, good) == columns(good, bad) == columns(good)
    a, b = good._replace(source="traccar"), good._replace(source="browser", lat=27.6)
    assert columns(a, b) == columns(b, a) == columns(b)


def test_two_marks_sixteen_minutes_or_a_motorbike_ride_apart_prove_nothing() -> None:
    def counted(*marks: MarkAt) -> int:
        return minutes_rule.seconds(minutes_rule.spans(NINE, NINE + 3_600_000, NOWHERE, marks, inside))[
            "by_marks"
        ]

    def at(minute: float, lat: float | None = None) -> MarkAt:
        return MarkAt(NINE + round(minute * 60_000), "A", "mark", lat, None if lat is None else 120.55)

    assert counted(at(10), at(25)) == 900
    assert counted(at(10), at(25.01)) == 0
    assert counted(at(10, 27.58), at(11, 27.581)) == 60  # 111 m in 60 s
    assert counted(at(10, 27.58), at(11, 27.582)) == 0  # 222 m in 60 s
    assert counted(at(10, 27.58), at(11)) == 60


def test_thresholds_can_be_set_otherwise() -> None:
    walk, ends = line(3, every=100), NINE + 200_000
    assert minutes_rule.seconds(minutes_rule.spans(NINE, ends, walk, [], inside))["gap"] == 200
    lax = Rule(gap=120_000)
    assert minutes_rule.seconds(minutes_rule.spans(NINE, ends, walk, [], inside, lax))["in_area"] == 200
