"""What the areas and units doors show, and to whom."""

import pytest

from app.areas import tree
from app.areas.access import posts
from app.areas.models import Area, Telephone, Unit
from app.core import clock
from tests import cast as c


@pytest.mark.parametrize("path", ["/api/v1/areas", "/api/v1/units"])
def test_a_stranger_is_asked_to_sign_in(as_, path):
    assert as_(None).get(path).status_code == 401


def test_a_sync_token_does_not_open_them(as_, cast):
    bearer = {"Authorization": f"Bearer {cast.sync_tokens['worker']}"}
    assert as_(None).get("/api/v1/areas", headers=bearer).status_code == 401


@pytest.mark.parametrize("under", ["nowhere", c.GRID2, c.COMMUNITY, "\x00", "x" * 5000, "9" * 20])
def test_an_area_out_of_reach_is_as_absent_as_one_that_is_not(as_, under):
    answer = as_("worker").get("/api/v1/areas", query_string={"under": under})
    assert answer.status_code == 404 and answer.json["type"] == "/problems/not-found"


def test_the_outsider_sees_their_own_grid_and_nothing_of_ours(as_):
    features = as_("outsider").get("/api/v1/areas").json["features"]
    assert [f["properties"]["code"] for f in features] == [c.OTHER_GRID]
    assert as_("outsider").get(f"/api/v1/areas?under={c.GRID}").status_code == 404
    assert as_("outsider").get("/api/v1/units").json == {"units": []}


@pytest.mark.both
def test_a_worker_gets_the_grid_and_its_buildings_as_geojson(as_):
    answer = as_("worker").get("/api/v1/areas")
    assert answer.content_type == "application/geo+json"
    assert answer.json["type"] == "FeatureCollection"
    by_code = {f["properties"]["code"]: f for f in answer.json["features"]}
    assert set(by_code) == {c.GRID, c.BUILDING, c.BUILDING2}
    grid = by_code[c.GRID]["properties"]
    assert (grid["kind"], grid["name"], grid["parent"], grid["overlay"]) == (
        "grid",
        "第1网格",
        c.COMMUNITY,
        False,
    )
    assert by_code[c.BUILDING2]["geometry"] is None and by_code[c.BUILDING2]["properties"]["lat"]


def test_under_means_the_area_and_all_below_it(as_):
    features = as_("desk").get(f"/api/v1/areas?under={c.GRID}").json["features"]
    assert {f["properties"]["code"] for f in features} == {c.GRID, c.BUILDING, c.BUILDING2}


def test_an_ended_area_is_no_longer_shown(as_, cast):
    Area.update(ends="2026-01-01").where(Area.code == c.BUILDING).execute()
    tree.rebuild()
    features = as_("worker").get("/api/v1/areas").json["features"]
    assert c.BUILDING not in {f["properties"]["code"] for f in features}


def test_a_handler_may_read_the_map_of_the_post_area(as_):
    codes = {f["properties"]["code"] for f in as_("dept").get("/api/v1/areas").json["features"]}
    assert c.COMMUNITY in codes and c.GRID in codes and c.OTHER_GRID not in codes


def test_nothing_is_sent_again_until_the_areas_change(as_, cast):
    worker = as_("worker")
    tag = worker.get("/api/v1/areas").headers["ETag"]
    assert worker.get("/api/v1/areas", headers={"If-None-Match": tag}).status_code == 304
    assert as_("worker2").get("/api/v1/areas", headers={"If-None-Match": tag}).status_code == 200
    tree.rebuild()
    assert worker.get("/api/v1/areas", headers={"If-None-Match": tag}).status_code == 200


def test_units_are_those_of_the_areas_above_and_below_mine_that_still_stand(as_, cast):
    Unit.create(code="CITY", name="市政", kind="department", area=c.CITY, phone="0577-12345678")
    Unit.create(code="OLD", name="撤销的", kind="team", area=c.COMMUNITY, ended=clock.now() - 1)
    shown = as_("worker").get("/api/v1/units").json["units"]
    assert [u["code"] for u in shown] == ["CITY", c.PROPERTY, c.ENFORCEMENT]
    assert shown[0] == {
        "code": "CITY", "name": "市政", "kind": "department", "platform": None, "area": c.CITY, "phone": "0577-12345678",
    }  # fmt: skip
    assert [u["code"] for u in as_("outsider").get("/api/v1/units").json["units"]] == ["CITY"]


@pytest.mark.both
@pytest.mark.parametrize("path", ["/api/v1/units", "/api/v1/telephones"])
def test_who_can_be_called_and_rung_is_sent_again_only_when_it_is_otherwise(as_, cast, path):
    worker = as_("worker")
    first = worker.get(path)
    known = {"If-None-Match": first.headers["ETag"]}
    assert as_(None).get(path, headers=known).status_code == 401
    assert as_("outsider").get(path, headers=known).status_code == 200
    again = worker.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    posts.give(None, cast.outsider, "grid_worker", c.OTHER_GRID)
    assert worker.get(path, headers=known).status_code == 304
    Unit.create(code="GAS", name="燃气", kind="team", area=c.CITY, phone="0577-1", ended=clock.now() + 1000)
    there = worker.get(path, headers=known)
    assert there.status_code == 200 and "燃气" in there.get_data(as_text=True)
    clock.freeze(clock.now() + 2000)
    assert worker.get(path, headers={"If-None-Match": there.headers["ETag"]}).status_code == 200
    assert worker.get(path, headers=known).status_code == 304  # as before it came


def test_a_number_on_the_list_reaches_whoever_has_the_rest(as_, cast):
    known = {"If-None-Match": as_("worker").get("/api/v1/telephones").headers["ETag"]}
    Telephone.create(area=c.COMMUNITY, kind="gas", name="临港燃气抢修", number="0577-00000009")
    assert "临港燃气抢修" in as_("worker").get("/api/v1/telephones", headers=known).get_data(as_text=True)


def test_a_worker_gets_the_outlines_of_the_grids_beside_and_nobody_else_does(as_):
    beside = as_("worker").get("/api/v1/areas").json["beside"]
    assert [f["properties"]["code"] for f in beside] == [c.DEDICATED, c.GRID2]
    assert all(f["geometry"]["type"] == "Polygon" for f in beside)
    for who in ("outsider", "desk", "city", "head"):
        assert as_(who).get("/api/v1/areas").json["beside"] == []
