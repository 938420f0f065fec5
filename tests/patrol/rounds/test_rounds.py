"""Starting, tracking, marking and finishing a round: refusals first."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from app.core import clock, decode
from app.core.place import Place
from app.core.problems.problem import Deferred, Problem
from app.ledger.act import Act
from app.ledger.models import Entry
from app.patrol import commands
from app.patrol.models import Chunk, Mark, Patrol, Visit
from app.patrol.rounds import recording
from app.patrol.track import chunks
from app.patrol.visits import record
from tests import cast as cast_
from tests.patrol.walk import NINE, body, finish, gap, mark, start, track, uuid7


def refused(name: str, call: Any, *given: Any, **named: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        call(*given, **named)
    assert caught.value.name == name
    return caught.value


def named(problem: Problem) -> list[tuple[str, str]]:
    return [(field, reason) for field, reason, _ in problem.errors]


def test_a_department_handler_cannot_start_a_patrol(cast: cast_.Cast) -> None:
    refused("no-post", start, cast.dept)


def test_a_patrol_over_an_area_next_door_is_refused(cast: cast_.Cast) -> None:
    refused("unknown-area", start, cast.worker, area=cast_.OTHER_GRID)
    refused("unknown-area", start, cast.worker, area="nowhere")


def test_the_same_patrol_does_not_start_twice(cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    refused("exists", start, cast.worker, patrol)
    refused("exists", start, cast.outsider, patrol)


def test_what_names_a_patrol_that_is_not_here_or_anothers_waits(cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    for act in (track, finish):
        for who, which in ((cast.worker, uuid7()), (cast.outsider, patrol), (cast.lead, patrol)):
            with pytest.raises(Deferred):
                act(who, which)
    with pytest.raises(Deferred):
        mark(cast.outsider, patrol, cast_.BUILDING)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lat": ["27.58", 27.58]}, "lat"),
        ({"lon": [120.55, True]}, "lon"),
        ({"acc": [[], 5]}, "acc"),
        ({"speed": [1.0, {}]}, "speed"),
        ({"lat": None}, "lat"),
        ({"t": [NINE, None]}, "t"),
        ({"t": [NINE, 10**19]}, "t"),
        ({"t": ["a", "b"]}, "t"),
        ({"source": "gps"}, "source"),
        ({"extra": 1}, "extra"),
    ],
)
def test_columns_of_another_type_are_named(cast: cast_.Cast, wrong: dict[str, Any], field: str) -> None:
    good = {"patrol": uuid7(), "t": [NINE, NINE], "lat": [27.58] * 2, "lon": [120.55] * 2, "acc": [5, 5]}
    problem = refused("bad-value", decode.convert, {**good, **wrong}, commands.TrackBody)
    assert problem.errors[0][0].startswith(field)


def test_six_hundred_and_one_fixes_are_too_many() -> None:
    n = 601
    given = {"patrol": uuid7(), "t": [NINE] * n, "lat": [1.0] * n, "lon": [1.0] * n, "acc": [1.0] * n}
    assert refused("bad-value", decode.convert, given, commands.TrackBody).errors[0][1] == "too-many"


def test_not_a_number_never_gets_in() -> None:
    refused("bad-json", decode.decode, b'{"patrol":"x","lat":[NaN]}', commands.TrackBody)


def test_unequal_columns_and_times_going_back_store_nothing(cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    before = Entry.select().count()
    short = refused("bad-value", track, cast.worker, patrol, fixes=[(0, 1.0, 1.0, 5.0)], acc=[5.0, 6.0])
    assert named(short) == [("acc", "unequal-columns")]
    back = refused("bad-value", track, cast.worker, patrol, fixes=[(9, 1.0, 1.0, 5.0), (8, 1.0, 1.0, 5.0)])
    assert named(back) == [("t", "times-go-back")]
    assert (Entry.select().count(), Chunk.select().count()) == (before, 0)


def test_a_mark_names_a_building_within_reach(cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    refused("unknown-area", mark, cast.worker, patrol, cast_.GRID)
    refused("unknown-area", mark, cast.worker, patrol, "B-9")
    other = start(cast.outsider)
    refused("unknown-area", mark, cast.outsider, other, cast_.BUILDING)


def test_a_gap_cannot_end_before_it_begins_and_an_explanation_needs_words(cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    assert named(refused("bad-value", gap, cast.worker, patrol, 600, 500)) == [("to", "before-start")]
    assert named(refused("bad-value", gap, cast.worker, patrol, 0, 5, "explained", " ")) == [
        ("text", "needs-text")
    ]


@pytest.mark.both
def test_a_round_leaves_its_rows_and_a_ledger_without_positions(cast: cast_.Cast) -> None:
    patrol = start(cast.worker, place=Place(cast_.LAT, cast_.LON))
    fixes = [(0, 27.5801, 120.5501, 5.0), (3, 27.58013, 120.55012, 4.5)]
    track(cast.worker, patrol, fixes=fixes, place=Place(cast_.LAT, cast_.LON))
    mark(cast.worker, patrol, cast_.BUILDING, at=60, place=Place(cast_.LAT, cast_.LON))
    gap(cast.worker, patrol, 60, 300)
    finish(cast.worker, patrol, at=600)
    row = Patrol.get_by_id(patrol)
    assert (row.areas, row.started, row.finished) == ([cast_.GRID], NINE, NINE + 600_000)
    assert (row.fixes, row.version, row.until) == (2, 5, NINE + 600_000)
    assert list(chunks.unpack(Chunk.get().packed).lat) == [27.5801, 27.58013]
    entries = list(Entry.select().where(Entry.subject == patrol).order_by(Entry.seq))
    assert [entry.verb for entry in entries] == ["start", "track", "mark", "gap", "finish"]
    assert row.seq == entries[-1].seq
    assert all(entry.place is None for entry in entries)
    assert Mark.get().lat == cast_.LAT


def test_the_first_finish_counts_and_a_late_track_is_still_taken(cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    finish(cast.worker, patrol, at=7200, ended=3600)
    refused("patrol-finished", finish, cast.worker, patrol, at=7300)
    track(cast.worker, patrol, fixes=[(30, 27.58, 120.55, 5.0)])
    row = Patrol.get_by_id(patrol)
    assert (row.finished, row.fixes) == (NINE + 3_600_000, 1)


@pytest.mark.parametrize(("ended", "finished"), [(-600, 0), (9000, 7200), (None, 7200)])
def test_an_end_lies_between_the_start_and_the_tap(
    cast: cast_.Cast, ended: int | None, finished: int
) -> None:
    patrol = start(cast.worker)
    finish(cast.worker, patrol, at=7200, ended=ended)
    assert Patrol.get_by_id(patrol).finished == NINE + finished * 1000


def test_an_empty_track_does_no_harm(cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    track(cast.worker, patrol, fixes=[])
    assert Chunk.select().count() == 0


def test_two_open_patrols_are_allowed_and_the_later_one_is_running(cast: cast_.Cast) -> None:
    clock.freeze(NINE + 60_000)
    assert recording.running_area(cast.lead.id) is None
    start(cast.lead)
    start(cast.lead, area=cast_.BUILDING, at=30)
    assert recording.running_area(cast.lead.id) == cast_.BUILDING
    clock.freeze(NINE + 2 * clock.DAY)
    assert recording.running_area(cast.lead.id) is None


def test_a_visit_is_refused_out_of_reach_and_twice_and_beyond_eight_hours(cast: cast_.Cast) -> None:
    given = {
        "visit": uuid7(), "area": cast_.BUILDING, "household": "1-302", "purpose": "老人",
        "outcome": "met", "started": "2026-11-18T09:00:00+08:00", "minutes": 20,
    }  # fmt: skip
    for wrong in ({"minutes": 0}, {"minutes": 481}, {"outcome": "won"}, {"household": "x" * 61}):
        refused("bad-value", decode.convert, {**given, **wrong}, commands.VisitBody)
    asked = decode.convert(given, commands.VisitBody)
    refused("unknown-area", record.record, Act(cast.outsider, at=NINE), asked)
    refused("no-post", record.record, Act(cast.dept, at=NINE), asked)
    over = NINE + 20 * clock.MINUTE
    out = record.record(Act(cast.worker, at=over, sent=over, photos=("0" * 64,)), asked)
    refused("exists", record.record, Act(cast.worker, at=NINE), asked)
    row = Visit.get_by_id(out.id)
    assert (row.ended - row.started, row.household) == (20 * 60_000, "1-302")
    assert body(row.seq)["outcome"] == "met"


def test_ids_from_outside_are_version_seven() -> None:
    refused("bad-value", decode.convert, {"patrol": str(uuid.uuid4())}, commands.StartBody)
