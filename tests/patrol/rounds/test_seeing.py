"""Who sees a patrol, what leaves with it, and the record of every look: refusals and the outsider first."""

from __future__ import annotations

import uuid
from typing import Any

import gpxpy
import pytest

from app.core.place import Place
from app.ledger.models import Entry
from app.patrol.models import TrackView
from tests import cast as cast_
from tests.patrol.walk import finish, gap, mark, ms, start, track, visit

LAT, LON = cast_.LAT + 0.0009, cast_.LON + 0.0010
FORMS = ("", ".gpx", ".geojson")


def line(begins: int, ends: int, every: int = 3) -> list[tuple[float, float, float, float]]:
    """Fixes up and down a street inside the grid, every three seconds."""
    return [(t, LAT + abs(t % 120 - 60) * 1e-5, LON, 5.0) for t in range(begins, ends + 1, every)]


@pytest.fixture
def walked(cast: cast_.Cast) -> str:
    """An hour: twenty minutes seen, ten in a garage, thirty seen."""
    patrol = start(cast.worker)
    track(cast.worker, patrol, line(0, 1200))
    track(cast.worker, patrol, line(1800, 3600, 5))
    gap(cast.worker, patrol, 1200, 1800, "no_fix")
    gap(cast.worker, patrol, 1210, 1790, "explained", "地下车库")
    finish(cast.worker, patrol, at=3600)
    return patrol


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("who", ["outsider", "worker2", "desk", "city", "dept", "head"])
def test_a_track_is_not_there_for_those_who_do_not_lead(as_: Any, walked: str, who: str, form: str) -> None:
    answer = as_(who).get(f"/api/v1/patrols/{walked}{form}")
    assert answer.status_code == 404
    assert answer.json["detail"] == as_(who).get(f"/api/v1/patrols/{uuid.uuid4()}{form}").json["detail"]
    assert TrackView.select().count() == 0


def test_a_stranger_is_asked_to_sign_in(as_: Any, walked: str) -> None:
    for form in FORMS:
        assert as_(None).get(f"/api/v1/patrols/{walked}{form}").status_code == 401
    for path in ("me/day", "me/looks", "me/buildings", "patrols"):
        assert as_(None).get(f"/api/v1/{path}").status_code == 401


def test_a_name_that_is_no_id_is_not_there(as_: Any) -> None:
    for name in ("x", "..", "%00", "0" * 400, "A" * 36, "x.gpx"):
        assert as_("worker").get(f"/api/v1/patrols/{name}").status_code == 404


def test_the_worker_reads_the_whole_patrol(as_: Any, walked: str) -> None:
    said = as_("worker").get(f"/api/v1/patrols/{walked}").json
    assert said["areas"] == [cast_.GRID]
    assert (said["started"], said["finished"]) == (
        "2026-11-18T09:00:00.000+08:00",
        "2026-11-18T10:00:00.000+08:00",
    )
    assert said["seconds"] == {
        "in_area": 3000, "by_marks": 0, "outside": 0, "gap": 600, "too_fast": 0, "inaccurate": 0,
    }  # fmt: skip
    assert said["fixes"] == 401 + 361
    assert [(g["from"][11:19], g["to"][11:19], g["cause"]) for g in said["gaps"]] == [
        ("09:20:00", "09:30:00", "no_fix")
    ]
    assert [e["text"] for e in said["explanations"]] == ["地下车库"]
    assert TrackView.select().count() == 0


def test_the_gpx_holds_every_fix_and_a_segment_for_each_side_of_the_gap(
    as_: Any, cast: cast_.Cast, walked: str
) -> None:
    track(cast.worker, walked, [(1200, LAT, LON, 80.0), (1200, LAT, LON, 90.0)], source="owntracks")
    mark(cast.worker, walked, cast_.BUILDING, at=1500, place=Place(LAT, LON))
    answer = as_("worker").get(f"/api/v1/patrols/{walked}.gpx")
    assert answer.content_type == "application/gpx+xml"
    parsed = gpxpy.parse(answer.text)
    assert [len(s.points) for s in parsed.tracks[0].segments] == [403, 361]
    first = parsed.tracks[0].segments[0].points[1]
    assert (first.latitude, first.longitude) == (LAT + 57e-5, LON)
    assert round(first.time.timestamp() * 1000) == ms(3)
    assert [e.text for e in first.extensions] == ["5.0"]
    assert [w.name for w in parsed.waypoints] == [cast_.BUILDING]
    said = as_("worker").get(f"/api/v1/patrols/{walked}").json
    assert said["fixes"] == sum(len(s.points) for s in parsed.tracks[0].segments)


def test_the_geojson_keeps_to_the_standard_with_times_in_properties(as_: Any, walked: str) -> None:
    answer = as_("worker").get(f"/api/v1/patrols/{walked}.geojson")
    assert answer.content_type == "application/geo+json"
    features = answer.json["features"]
    assert [f["geometry"]["type"] for f in features] == ["LineString", "LineString"]
    assert features[0]["geometry"]["coordinates"][0] == [LON, LAT + 60e-5]
    assert features[1]["properties"]["times"][0] == "2026-11-18T09:30:00.000+08:00"
    assert len(features[0]["properties"]["accuracies"]) == 401
    assert "crs" not in answer.json


def test_a_patrol_without_fixes_is_an_empty_track(as_: Any, cast: cast_.Cast) -> None:
    patrol = start(cast.worker)
    assert as_("worker").get(f"/api/v1/patrols/{patrol}.geojson").json["features"] == []
    assert gpxpy.parse(as_("worker").get(f"/api/v1/patrols/{patrol}.gpx").text).tracks[0].segments == []
    said = as_("worker").get(f"/api/v1/patrols/{patrol}").json
    assert (said["finished"], sum(said["seconds"].values())) == (None, 0)


@pytest.mark.both
def test_every_look_of_a_lead_is_recorded_and_shown_to_the_owner(as_: Any, walked: str) -> None:
    for who, form in (("lead", ""), ("lead", ".gpx"), ("admin", ".geojson")):
        assert as_(who).get(f"/api/v1/patrols/{walked}{form}").status_code == 200
    looks = as_("worker").get("/api/v1/me/looks").json["looks"]
    assert [(look["by"]["name"], look["what"]) for look in looks] == [
        (cast_.NAMES["admin"], "geojson"), (cast_.NAMES["lead"], "gpx"), (cast_.NAMES["lead"], "summary"),
    ]  # fmt: skip
    assert {look["patrol"] for look in looks} == {walked}
    assert Entry.select().where(Entry.verb == "look").count() == 3
    assert as_("lead").get("/api/v1/me/looks").json == {"looks": []}


def test_lists_hold_one_s_own_and_what_one_leads(as_: Any, cast: cast_.Cast, walked: str) -> None:
    other = start(cast.outsider)
    later = start(cast.worker, at=7200)

    def listed(who: str, query: str = "") -> list[str]:
        return [p["id"] for p in as_(who).get(f"/api/v1/patrols{query}").json["patrols"]]

    assert listed("worker") == listed("lead") == [later, walked]
    assert listed("lead", "?mine=1") == listed("desk") == listed("worker2") == []
    assert set(listed("admin")) == {other, later, walked}
    assert listed("admin", f"?person={cast.outsider.id}") == [other]
    page = as_("worker").get("/api/v1/patrols?limit=1").json
    assert listed("worker", f"?limit=1&cursor={page['cursor']}") == [walked]
    assert as_("worker").get("/api/v1/patrols?cursor=x").status_code == 422
    assert as_("worker").get(f"/api/v1/patrols?limit={'9' * 5000}").status_code == 200


def test_the_lead_s_answer_stands_beside_the_explanation_and_moves_no_second(
    as_: Any, cast: cast_.Cast, walked: str
) -> None:
    before = as_("worker").get(f"/api/v1/patrols/{walked}").json
    explained = before["explanations"][0]["id"]
    path = f"/api/v1/patrols/{walked}/gaps/{explained}"
    assert as_("worker").post(path, json={"agrees": True}).status_code == 403
    assert as_("admin").post(path, json={"agrees": True}).status_code == 403
    assert as_("outsider").post(path, json={"agrees": True}).status_code == 404
    assert as_("desk").post(path, json={"agrees": True}).status_code == 404
    assert as_("lead").post(path, json={"agrees": "yes"}).status_code == 422
    assert (
        as_("lead").post(f"/api/v1/patrols/{walked}/gaps/{uuid.uuid4()}", json={"agrees": True}).status_code
        == 404
    )
    assert as_("lead").post(path, json={"agrees": False, "text": "那天车库关门"}).status_code == 200
    after = as_("worker").get(f"/api/v1/patrols/{walked}").json
    its = after["explanations"][0]
    assert (its["text"], its["judged"]["agrees"], its["judged"]["by"]["name"], its["judged"]["text"]) == (
        "地下车库", False, cast_.NAMES["lead"], "那天车库关门",
    )  # fmt: skip
    assert after["seconds"] == before["seconds"]


def test_a_lead_does_not_judge_their_own_gap(as_: Any, cast: cast_.Cast) -> None:
    patrol = start(cast.lead)
    which = gap(cast.lead, patrol, 0, 60, "explained", "开会")
    path = f"/api/v1/patrols/{patrol}/gaps/{which}"
    assert as_("lead").post(path, json={"agrees": True}).status_code == 403


def test_buildings_nobody_came_to_stand_first(as_: Any, cast: cast_.Cast) -> None:
    visit(cast.worker, cast_.BUILDING, 0, 20)
    rows = as_("worker").get("/api/v1/me/buildings").json["buildings"]
    assert [row["code"] for row in rows] == [cast_.BUILDING2, cast_.BUILDING]
    assert rows[1]["last_visit"] == "2026-11-18T09:00:00.000+08:00"
    assert as_("outsider").get("/api/v1/me/buildings").json["buildings"] == []
    assert as_("desk").get("/api/v1/me/buildings").json["buildings"] == []
