"""Whether areas lie right is asked before anything is written: far from the area above, at 0, 0, shifted as Chinese maps are."""

import json

import pytest
import shapely

from app.areas.geometry.doubts import Site, doubts_of
from app.areas.imports import areas
from app.areas.models import Area
from app.core.place import to_gcj02
from tests import cast as c
from tests.areas.imports.test_headers_again import SAMPLES

NEW = "330399001001003"


def ring(south, west, north, east, shift=False):
    """A GeoJSON rectangle, drawn as a Chinese map would if `shift`."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    shifted = [to_gcj02(lat, lon)[::-1] for lon, lat in corners]
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in (shifted if shift else corners)]]}


def feature(code, parent, geometry, name="第3网格", kind="grid"):
    properties = {"code": code, "name": name, "kind": kind, "parent": parent}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def plan_in_a_community(*features):
    """The plan for features below a community of two kilometres around 120.56, 27.59."""
    community = feature("K", c.CITY, ring(27.58, 120.55, 27.60, 120.57), "甲社区", "community")
    return areas.plan(collection(community, *features))


def doubts(plan):
    return [(doubt.code, doubt.reason) for doubt in plan.doubts]


@pytest.mark.parametrize(
    ("geometry", "reason", "words"),
    [
        (ring(28.58, 120.55, 28.59, 120.56), "far-from-parent", "离上级“甲社区”有 109 公里"),
        (ring(27.61, 120.55, 27.62, 120.56), "far-from-parent", "离上级“甲社区”有 1.1 公里"),
        (ring(27.597, 120.556, 27.605, 120.560), "outside-parent", "有 62% 在上级“甲社区”的边界外面"),
        (ring(-0.001, 0.0, 0.001, 0.002), "at-zero", "边界有一角在 0, 0，像是坐标没有填"),
        (
            {
                "type": "Polygon",
                "coordinates": [[[120.551, 27.581], [120.56, 27.581], [0, 0], [120.551, 27.581]]],
            },
            "at-zero",
            "边界有一角在 0, 0，像是坐标没有填",
        ),
        (
            ring(27.582, 120.565, 27.59, 120.5695, shift=True),
            "like-gcj02",
            "减去火星坐标（GCJ-02）的偏移，才落在上级“甲社区”里",
        ),
        (ring(27.5805, 120.5505, 27.5995, 120.5695, shift=True), "like-gcj02", "减去火星坐标（GCJ-02）"),
        ({"type": "Point", "coordinates": [118.0, 27.59]}, "far-from-parent", "离上级“甲社区”有 251 公里"),
    ],
)
def test_what_looks_wrong_is_said_with_the_plan_and_nothing_is_written_yet(cast, geometry, reason, words):
    plan = plan_in_a_community(feature(NEW, "K", geometry))
    assert doubts(plan) == [(NEW, reason)] and plan.doubts[0].row == 2
    assert plan.doubts[0].sentence("zh").startswith(words) and plan.doubts[0].sentence("en")
    assert plan.may_be_written and not Area.select().where(Area.code == NEW).exists()


@pytest.mark.parametrize(
    "geometry",
    [
        ring(27.582, 120.552, 27.59, 120.56),
        ring(27.58, 120.55, 27.60, 120.57),
        ring(27.5795, 120.5495, 27.6005, 120.5705),  # drawn by somebody else, fifty metres wider
        {"type": "Point", "coordinates": [120.5498, 27.59]},
        None,
    ],
)
def test_what_lies_in_the_area_above_gives_no_doubt(cast, geometry):
    assert doubts(plan_in_a_community(feature(NEW, "K", geometry))) == []


def test_a_position_at_zero_counts_as_none_and_is_said(store):
    data = (SAMPLES / "areas_null_island.csv").read_bytes()
    plan, done = areas.write(data, None)
    assert done and doubts(plan) == [("3393001", "null-island")] and plan.doubts[0].row == 3
    assert plan.doubts[0].sentence("zh") == "经纬度是 0, 0，当作没有填"
    assert (Area.get_by_id("3393001").lat, Area.get_by_id("3393001").lon) == (None, None)
    assert Area.get_by_id("3393").lat == 27.5


def test_a_position_that_stands_is_not_lost_to_a_zero(cast):
    before = Area.get_by_id(c.GRID)
    data = f"编码,名称,类型,上级,经度,纬度\n{c.GRID},{before.name},网格,{c.COMMUNITY},0.0,0\n".encode()
    plan = areas.plan(data)
    assert plan.unchanged == [c.GRID] and doubts(plan) == [(c.GRID, "null-island")]


def test_without_an_outline_above_points_are_compared_and_else_all_others(store):
    def table(*rows):
        return "\n".join(["编码,名称,类型,上级,经度,纬度", *rows]).encode()

    city = "C,甲市,市,,120.5,27.5"
    assert doubts(areas.plan(table(city, "A,乙社区,社区,C,120.9,27.8"))) == []
    assert doubts(areas.plan(table(city, "A,乙社区,社区,C,116.4,39.9"))) == [("A", "far-from-parent")]
    nowhere = "C,甲市,市,,,"
    near = [f"A{n},{n}社区,社区,C,120.{n},27.5" for n in range(3)]
    plan = areas.plan(table(nowhere, *near, "A9,丁社区,社区,C,27.5,60.1"))
    assert doubts(plan) == [("A9", "far-from-others")]


def written(*features):
    community = feature("K", c.CITY, ring(27.58, 120.55, 27.60, 120.57), "甲社区", "community")
    assert areas.write(collection(community), None)[1] and areas.write(collection(*features), None)[1]


def test_what_lies_in_a_moved_outline_is_asked_about_too_and_the_row_is_said_to_be_its_parents(cast):
    written(feature(NEW, "K", ring(27.582, 120.5505, 27.59, 120.553)))
    moved = feature("K", c.CITY, ring(27.58, 120.553, 27.60, 120.573), "甲社区", "community")
    plan = areas.plan(collection(moved))
    assert doubts(plan) == [(NEW, "outside-parent")]
    assert (plan.doubts[0].row, plan.doubts[0].moved_by) == ("", 1)  # the file does not name it


def test_a_whole_tree_moved_by_the_shift_is_known_by_where_it_lay_and_what_stayed_is_not_blamed(cast):
    spot = {"type": "Point", "coordinates": [120.5504, 27.581]}
    written(
        feature(NEW, "K", ring(27.5801, 120.5501, 27.59, 120.56)),
        feature("P", NEW, spot, "消火栓", "checkpoint"),
    )
    plan = areas.plan(
        collection(
            feature("K", c.CITY, ring(27.58, 120.55, 27.60, 120.57, shift=True), "甲社区", "community"),
            feature(NEW, "K", ring(27.5801, 120.5501, 27.59, 120.56, shift=True)),
        )
    )
    assert doubts(plan) == [("K", "shifted-like-gcj02"), (NEW, "shifted-like-gcj02")]
    assert "正好是火星坐标（GCJ-02）的偏移" in plan.doubts[0].sentence("zh")
    assert [doubt.row for doubt in plan.doubts] == [1, 2]


def test_a_point_moved_by_the_shift_is_known_by_where_it_was(cast):
    def spot(lat, lon):
        return feature("P", "K", {"type": "Point", "coordinates": [lon, lat]}, "消火栓", "checkpoint")

    written(spot(27.59, 120.56))
    assert doubts(areas.plan(collection(spot(*to_gcj02(27.59, 120.56))))) == [("P", "shifted-like-gcj02")]
    assert doubts(areas.plan(collection(spot(27.594, 120.555)))) == []


def test_what_does_not_move_is_not_asked_about_again(cast):
    far = collection(feature(NEW, c.COMMUNITY, ring(28.58, 120.55, 28.59, 120.56)))
    assert areas.write(far, None)[1]
    renamed = f"编码,名称,类型,上级\n{NEW},改名,网格,{c.COMMUNITY}\n".encode()
    assert [its.code for its, _ in areas.plan(renamed).changed] == [NEW] and areas.plan(renamed).doubts == []


def test_parents_in_a_circle_end_the_search():
    sites = {
        "A": Site("甲", "grid", "B", lat=27.5, lon=120.5),
        "B": Site("乙", "grid", "C"),
        "C": Site("丙", "grid", "B"),
        "D": Site("丁", "grid", "D", shape=shapely.box(120, 27, 120.1, 27.1)),
    }
    assert list(doubts_of(sites, sites)) == []
