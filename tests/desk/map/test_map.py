"""The desk's map holds what the list beside it holds, at the middle of areas, and asks nobody for pictures unless it is told to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.areas.geometry import location
from app.core import place
from app.maps.ground import Ground
from app.matters.models import Matter
from app.setting_values import BadSetting
from app.settings import load
from tests import cast as c
from tests.matters import ops

POINTS = "/desk/map/points"
TILES = "https://t{s}.tiles.example.cn/{z}/{x}/{y}.png"


@pytest.fixture
def three(app: Any, cast: Any) -> list[Matter]:
    """One in a building, one in the grid, one in the building that has no outline."""
    places = (c.BUILDING, c.GRID, c.BUILDING2)
    return [ops.report(cast.worker, area=area, escalate=True) for area in places]


def found(client: Any, query: str = "view=open") -> Any:
    reply = client.get(f"{POINTS}?{query}")
    assert reply.status_code == 200, reply.text
    return reply.json


@pytest.mark.parametrize("name", ["worker", "lead", "head", "admin"])
def test_only_who_has_a_desk_opens_it(as_: Any, three: list[Matter], name: str) -> None:
    assert as_(name).get("/desk/map").status_code == as_(name).get(POINTS).status_code == 403


def test_what_is_out_of_reach_stands_on_nobodys_map(as_: Any, cast: Any, three: list[Matter]) -> None:
    theirs = ops.report(cast.outsider, area=c.OTHER_GRID)
    ids = {point["id"] for point in found(as_("desk"))["points"]}
    assert ids == {matter.id for matter in three} and theirs.id not in ids
    assert theirs.id in {point["id"] for point in found(as_("city"))["points"]}


def test_it_stands_at_the_middle_of_its_area_never_where_the_phone_was(as_: Any, three: list[Matter]) -> None:
    ops.put(Matter.id == three[0].id, lat=1.5, lon=2.5)
    points = {point["id"]: point for point in found(as_("desk"))["points"]}
    middle = location.index().shapes[c.BUILDING].representative_point()
    assert points[three[0].id]["at"] == [round(middle.y, 6), round(middle.x, 6)]
    assert points[three[2].id]["at"] == [round(c.LAT + 0.0010, 6), round(c.LON + 0.0010, 6)]
    assert "2.5" not in as_("desk").get(f"{POINTS}?view=open").text


def test_it_is_narrowed_as_the_list_is(as_: Any, cast: Any, three: list[Matter]) -> None:
    ops.move(cast.desk, three[0], "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来")
    ops.move(cast.desk, three[1], "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    desk = as_("desk")
    for query in (
        "view=open",
        "view=open&in_state=dispatched",
        "view=new",
        f"view=found&q={three[2].number}",
    ):
        points, page = found(desk, query)["points"], desk.get(f"/desk/map?{query}").text
        listed = {matter.id for matter in three if f"/desk/matters/{matter.id}" in page}
        assert {point["id"] for point in points} <= listed, query
        assert query in ("view=open", "view=new") or 0 < len(points) < 3, query
    assert [one["id"] for one in found(desk)["points"] if one["is_whistled"]] == [three[0].id]
    assert "/desk/map?view=open&amp;in_state=" in desk.get("/desk/map?view=open").text
    assert "/desk/map?view=open" in desk.get("/desk?view=open").text
    assert desk.get("/desk/map?view=open&cursor=x").status_code == 422


def test_nothing_is_asked_of_anybody_unless_a_map_service_is_named(
    app: Any, as_: Any, three: list[Matter]
) -> None:
    policy = as_("desk").get("/desk/map").headers["Content-Security-Policy"]
    assert policy == as_("desk").get("/desk").headers["Content-Security-Policy"] and "http" not in policy
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], map_tiles=TILES, map_subdomains="01")
    page = as_("desk").get("/desk/map")
    wanted = "img-src 'self' blob: data: https://t0.tiles.example.cn https://t1.tiles.example.cn;"
    assert wanted in page.headers["Content-Security-Policy"] and TILES in page.text
    assert "example.cn" not in as_("desk").get("/desk").headers["Content-Security-Policy"]


def test_positions_are_shifted_only_for_a_map_that_is(app: Any, as_: Any, three: list[Matter]) -> None:
    plain = {one["id"]: one["at"] for one in found(as_("desk"))["points"]}
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], map_tiles=TILES, map_datum="gcj02")
    shifted = found(as_("desk"))
    for one in shifted["points"]:
        assert one["at"] == pytest.approx(place.to_gcj02(*plain[one["id"]]), abs=2e-6)
        assert place.metres(*one["at"], *plain[one["id"]]) > 100
    corner = shifted["areas"][0]["geometry"]["coordinates"][0][0]
    assert corner[1] == pytest.approx(place.to_gcj02(*place.from_gcj02(*corner[::-1]))[0], abs=1e-6)
    assert Ground().position(27.58, 120.55) == (27.58, 120.55)
    assert Ground(is_shifted=True).position(27.58, 120.55) == pytest.approx((27.576675, 120.553957), abs=2e-6)


@pytest.mark.parametrize(
    "given",
    [
        {"MAP_TILES": "tiles.example.cn/{z}/{x}/{y}"}, {"MAP_TILES": "https://tiles.example.cn/{z}/{x}"},
        {"MAP_TILES": "https://a b/{z}/{x}/{y}"}, {"MAP_TILES": "https://x;script-src *;/{z}/{x}/{y}"},
        {"MAP_SUBDOMAINS": "a,b"}, {"MAP_DATUM": "bd09"},
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(BadSetting):
        load(given)
