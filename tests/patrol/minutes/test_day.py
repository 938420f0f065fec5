"""The day: cut at midnight, a union of patrols and visits, with its average and its reasons."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas.models import Area, AreaSetting
from app.core import clock, db
from app.core.place import Place
from app.patrol import feed
from app.patrol.models import Patrol
from tests import cast as cast_
from tests.matters.ops import report
from tests.patrol.minutes import reference
from tests.patrol.rounds.test_seeing import LAT, LON, line
from tests.patrol.walk import NINE, finish, gap, mark, ms, start, track, visit

HOUR = 3600


def day_of(as_: Any, who: str = "worker", date: str = "2026-11-18") -> dict[str, Any]:
    said: dict[str, Any] = as_(who).get(f"/api/v1/me/day?date={date}").json
    return said


def seconds_of(as_: Any, patrol: str, who: str = "worker") -> dict[str, int]:
    said: dict[str, int] = as_(who).get(f"/api/v1/patrols/{patrol}").json["seconds"]
    return {cause: n for cause, n in said.items() if n}


@pytest.mark.parametrize(
    "date", ["2026-11-31", "yesterday", "1969-12-31", "9999-12-31", "0001-01-01", "2026-1-1"]
)
def test_a_day_that_is_none_is_refused_by_name(as_: Any, date: str) -> None:
    answer = as_("worker").get(f"/api/v1/me/day?date={date}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "date"


def test_another_s_day_is_seen_by_who_leads_them_only(as_: Any, cast: cast_.Cast) -> None:
    path = f"/api/v1/people/{cast.worker.id}/day?date=2026-11-18"
    for who in ("outsider", "worker2", "desk", "dept", "head", "city"):
        assert as_(who).get(path).status_code == 404
    for who in ("worker", "lead", "admin"):
        assert as_(who).get(path).json["date"] == "2026-11-18"


def test_an_empty_day_has_nothing_and_no_average(as_: Any) -> None:
    said = day_of(as_)
    assert said["minutes"] == {"patrol": 0, "visit": 0, "total": 0}
    assert (said["average7"], said["rounds"], said["visits"]) == (None, {"am": [], "pm": []}, [])
    assert set(said["by_cause"]) == set(reference.ORDER)
    assert len(as_("worker").get("/api/v1/me/day").json["date"]) == 10


def test_a_patrol_over_midnight_is_cut_there_but_shown_whole(as_: Any, cast: cast_.Cast) -> None:
    begins = 14.5 * HOUR  # 23:30
    patrol = start(cast.worker, at=begins)
    track(cast.worker, patrol, [(begins + t, LAT, LON, 5.0) for t in range(0, HOUR + 1, 60)])
    finish(cast.worker, patrol, at=begins + HOUR)
    assert seconds_of(as_, patrol) == {"in_area": 3600}
    today, morrow = day_of(as_), day_of(as_, date="2026-11-19")
    assert today["by_cause"]["in_area"] == morrow["by_cause"]["in_area"] == 1800
    assert today["minutes"]["total"] == morrow["minutes"]["total"] == 30
    assert [p["id"] for p in today["rounds"]["pm"]] == [patrol]
    assert morrow["rounds"] == {"am": [], "pm": []}
    assert today["spans"][-1]["to"] == morrow["spans"][0]["from"] == "2026-11-19T00:00:00.000+08:00"


@pytest.mark.both
def test_patrols_and_visits_that_overlap_are_counted_once(as_: Any, cast: cast_.Cast) -> None:
    first, second = start(cast.worker), start(cast.worker, at=600)
    track(cast.worker, first, line(0, 1200))
    finish(cast.worker, first, at=3000)  # 1200–3000 gap
    track(cast.worker, second, line(900, 2400))
    finish(cast.worker, second, at=2400)  # 600–900 gap
    visit(cast.worker, cast_.BUILDING2, 2100, 20)  # 2100–3300
    said = day_of(as_)
    assert said["by_cause"]["in_area"] == 2400
    assert said["minutes"] == {"patrol": 40, "visit": 20, "total": 55}
    assert sum(said["by_cause"].values()) == 3000
    assert [(p["id"], p["minutes"]) for p in said["rounds"]["am"]] == [(first, 20), (second, 25)]
    assert [v["area"] for v in said["visits"]] == [cast_.BUILDING2]
    assert said["average7"] == 55
    assert day_of(as_, "worker2")["minutes"]["total"] == 0


def test_a_visit_s_start_and_end_hold_a_gap_together(as_: Any, cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    track(cast.worker, patrol, line(0, 600))
    track(cast.worker, patrol, line(1800, 2400))
    finish(cast.worker, patrol, at=2400)
    assert seconds_of(as_, patrol) == {"in_area": 1200, "gap": 1200}
    visit(cast.worker, cast_.BUILDING, 900, 10)
    assert seconds_of(as_, patrol) == {"in_area": 1200, "gap": 600, "by_marks": 600}
    gaps = as_("worker").get(f"/api/v1/patrols/{patrol}").json["gaps"]
    assert [(g["from"][14:19], g["to"][14:19], g["cause"]) for g in gaps] == [
        ("10:00", "15:00", "unknown"), ("25:00", "30:00", "unknown"),
    ]  # fmt: skip


def test_marks_of_a_neighbour_s_building_or_of_another_worker_prove_nothing(
    as_: Any, cast: cast_.Cast
) -> None:
    patrol = start(cast.worker)
    other = start(cast.lead)
    for at in (60, 300):
        mark(cast.lead, other, cast_.BUILDING, at=at)
    finish(cast.worker, patrol, at=600)
    assert seconds_of(as_, patrol) == {"gap": 600}
    for at in (60, 300):
        mark(cast.worker, patrol, cast_.BUILDING, at=at)
    assert seconds_of(as_, patrol) == {"by_marks": 240, "gap": 360}


def test_marks_farther_apart_than_a_walk_prove_nothing(as_: Any, cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    mark(cast.worker, patrol, cast_.BUILDING, at=60, place=Place(LAT, LON))
    mark(cast.worker, patrol, cast_.BUILDING, at=120, place=Place(LAT + 0.0012, LON))
    finish(cast.worker, patrol, at=180)
    assert seconds_of(as_, patrol) == {"gap": 180}


def test_a_late_track_after_the_finish_is_reckoned_in(as_: Any, cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    finish(cast.worker, patrol, at=1200)
    assert seconds_of(as_, patrol) == {"gap": 1200}
    track(cast.worker, patrol, line(600, 1230))  # what lies after the finish is kept, not counted
    assert seconds_of(as_, patrol) == {"in_area": 600, "gap": 600}
    track(cast.worker, patrol, line(-30, 600))
    assert seconds_of(as_, patrol) == {"in_area": 1200}
    assert day_of(as_)["minutes"]["patrol"] == 20


def test_an_unfinished_patrol_lasts_to_the_last_thing_known_of_it(as_: Any, cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    track(cast.worker, patrol, line(0, 600))
    assert seconds_of(as_, patrol) == {"in_area": 600}
    mark(cast.worker, patrol, cast_.BUILDING, at=900)
    assert seconds_of(as_, patrol) == {"in_area": 600, "gap": 300}
    visit(cast.worker, cast_.BUILDING, 24 * HOUR, 10)  # tomorrow's visit does not stretch today's patrol
    assert seconds_of(as_, patrol) == {"in_area": 600, "gap": 300}


def test_where_an_area_has_no_polygon_marks_near_the_pair_say_where_one_was(
    as_: Any, cast: cast_.Cast
) -> None:
    with db.transaction():
        Area.update(shape=None).where(Area.code == cast_.GRID).execute()
        db.Meta.write("areas-version", "9")
    patrol = start(cast.worker)
    track(cast.worker, patrol, [(t, LAT, LON, 5.0) for t in range(0, 3 * HOUR, 30)][:600])
    finish(cast.worker, patrol, at=10_770)
    assert seconds_of(as_, patrol) == {"outside": 10_770}
    mark(cast.worker, patrol, cast_.BUILDING2, at=5400)
    # 15 minutes either side of 5400, and the two pairs that reach into them
    assert seconds_of(as_, patrol) == {"in_area": 1860, "outside": 8910}


def test_outside_begins_where_the_accuracy_no_longer_explains_it(as_: Any, cast: cast_.Cast) -> None:
    west = cast_.LON - 40 / 98_600  # 40 m west of the grid
    near = cast_.LON - 20 / 98_600
    patrol = start(cast.worker)
    walk = [(0, LAT, west, 60.0), (30, LAT, west, 60.0), (60, LAT, near, 25.0), (90, LAT, near, 25.0)]
    track(cast.worker, patrol, [*walk, (120, LAT, near, 10.0), (150, LAT, near, 10.0)])
    finish(cast.worker, patrol, at=150)
    assert seconds_of(as_, patrol) == {"in_area": 30, "outside": 120}


def test_a_threshold_set_for_the_community_holds_in_its_grids(as_: Any, cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    track(cast.worker, patrol, [(0, LAT, LON, 5.0), (100, LAT, LON, 5.0)])
    finish(cast.worker, patrol, at=100)
    assert seconds_of(as_, patrol) == {"gap": 100}
    for value, found in (("nonsense", "gap"), ("1e9", "gap"), ("120", "in_area")):
        AreaSetting.insert(area=cast_.COMMUNITY, name="patrol_gap_seconds", value=value).on_conflict(
            conflict_target=[AreaSetting.area, AreaSetting.name], update={AreaSetting.value: value}
        ).execute()
        assert seconds_of(as_, patrol) == {found: 100}


def test_the_average_is_over_working_days_with_work_only(as_: Any, cast: cast_.Cast) -> None:
    wednesday = clock.date_of(NINE)
    for back in range(12):  # a visit each day, a minute longer the farther back; a weekend among them
        visit(cast.worker, cast_.BUILDING, -back * 24 * HOUR, 60 + back)
    # 18 17 16 (14/15 are a weekend) 13 12 11 10 November 2026
    assert wednesday.isoweekday() == 3
    assert day_of(as_)["average7"] == (60 + 61 + 62 + 65 + 66 + 67 + 68) // 7
    assert day_of(as_, date="2026-11-15")["minutes"]["visit"] == 63
    assert day_of(as_, date="2026-11-15")["average7"] is not None


def test_a_gap_is_called_by_what_overlaps_it_longest(as_: Any, cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    finish(cast.worker, patrol, at=600)
    gap(cast.worker, patrol, 0, 200, "locked")
    gap(cast.worker, patrol, 200, 590, "hidden")
    gap(cast.worker, patrol, 700, 9000, "offline")
    said = as_("worker").get(f"/api/v1/patrols/{patrol}").json["gaps"]
    assert [g["cause"] for g in said] == ["hidden"]
    assert day_of(as_)["spans"] == [
        {
            "from": clock.rfc3339(NINE), "to": clock.rfc3339(ms(600)), "cause": "gap", "counts": False,
            "why": "hidden",
        }
    ]  # fmt: skip


def test_the_feed_brings_one_s_own_with_marks_and_the_lead_s_without_places(
    as_: Any, cast: cast_.Cast
) -> None:
    patrol = start(cast.worker)
    mark(cast.worker, patrol, cast_.BUILDING, at=60, place=Place(LAT, LON))
    visited = visit(cast.worker, cast_.BUILDING, 120, 5)
    own, led = feed.feed(cast.worker, 0, 10), feed.feed(cast.lead, 0, 10)
    assert {(c.kind, c.id) for c in own} == {(c.kind, c.id) for c in led} == {
        ("patrol", patrol), ("visit", visited),
    }  # fmt: skip
    assert [c.seq for c in own] == sorted({c.seq for c in own})
    places = {c.kind: c.data["marks"][0]["place"] for c in (*own, *led) if c.data and c.kind == "patrol"}
    assert places == {"patrol": None}
    assert own[-1].data is not None and own[-1].data["marks"][0]["place"] == {"lat": LAT, "lon": LON}
    assert feed.feed(cast.worker, own[-1].seq, 10) == []
    for who in (cast.outsider, cast.desk, cast.worker2, cast.dept):
        assert feed.feed(who, 0, 10) == []
    assert Patrol.get_by_id(patrol).version == 3


def test_reports_are_marks_unless_their_place_is_only_a_guess(as_: Any, cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    here = Place(LAT, LON)
    report(cast.worker, at=ms(60), place=here)
    report(cast.worker, at=ms(300), area=cast_.BUILDING2)
    finish(cast.worker, patrol, at=900)
    assert seconds_of(as_, patrol) == {"by_marks": 240, "gap": 660}
    report(
        cast.worker, at=ms(600), place=Place(LAT + 1, LON)
    )  # far away: falls back to the worker's own grid
    report(cast.worker2, at=ms(700), place=Place(LAT, LON + cast_.STEP_LON))
    assert seconds_of(as_, patrol) == {"by_marks": 240, "gap": 660}
    marks = as_("worker").get(f"/api/v1/patrols/{patrol}").json["marks"]
    assert [(m["kind"], m["area"]) for m in marks] == [("report", cast_.GRID), ("report", cast_.BUILDING2)]
