"""Areas from a file: every bad row gets its sentence, and it is all of the file or nothing of it."""

import io
import json

import pytest
from openpyxl import Workbook

from app.areas import serialize, tree
from app.areas.access.reach import reach_of
from app.areas.geometry import location
from app.areas.imports import areas
from app.areas.models import Ancestry, Area
from app.core import db
from app.core.problems.problem import Problem
from app.demo import seed
from app.ledger.models import Entry
from app.people.models import Person
from tests import cast as c

HEAD = "编码,名称,类型,上级,起,止,叠加,经度,纬度\n"
NEW = "330399001001003"
GOOD = f"{NEW},第3网格,网格,{c.COMMUNITY},2026-01-01,,,120.5530,27.5810\n"


def table(*lines):
    return (HEAD + "".join(lines)).encode()


def feature(code=NEW, geometry=None, **more):
    properties = {"code": code, "name": "第3网格", "kind": "grid", "parent": c.COMMUNITY, **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def everything():
    return [list(query.tuples()) for query in (Area.select().order_by(Area.code), Ancestry.select())]


def reasons(plan):
    return [(refused.row, refused.reason) for refused in plan.refused]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",无编码,网格,X,,,,,\n", "no-code"),
        ("a/b,名,网格,X,,,,,\n", "bad-code"),
        ("3.30399E+14,名,网格,X,,,,,\n", "mangled-code"),
        (f"N1,,网格,{c.CITY},,,,,\n", "no-name"),
        (f"N1,{'长' * 101},网格,{c.CITY},,,,,\n", "long-name"),
        (f"N1,名,,{c.CITY},,,,,\n", "no-kind"),
        (f"N1,名,楼王,{c.CITY},,,,,\n", "bad-kind"),
        ("N1,名,网格,,,,,,\n", "no-parent"),
        ("N1,名,网格,nowhere,,,,,\n", "bad-parent"),
        ("N1,名,网格,N1,,,,,\n", "loop"),
        (f"N1,名,网格,{c.CITY},2026-13-01,,,,\n", "bad-date"),
        (f"N1,名,网格,{c.CITY},2026-02-01,2026-01-31,,,\n", "ends-first"),
        (f"N1,名,网格,{c.CITY},,,也许,,\n", "bad-overlay"),
        (f"N1,名,网格,{c.CITY},,,,东经,27\n", "bad-number"),
        (f"N1,名,网格,{c.CITY},,,,120,\n", "half-point"),
        (f"N1,名,网格,{c.CITY},,,,nan,27\n", "off-earth"),
        (f"N1,名,网格,{c.CITY},,,,40512345,3051234\n", "off-earth"),
        (f"{NEW},又一次,网格,{c.COMMUNITY},,,,,\n", "twice"),
    ],
)
def test_a_bad_row_gets_its_sentence_and_nothing_is_written(cast, line, reason):
    before = everything()
    plan, done = areas.write(table(GOOD, line), cast.admin)
    assert not done and reasons(plan) == [(3, reason)]
    assert plan.refused[0].sentence("zh") and plan.refused[0].sentence("en")
    assert everything() == before


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"type": "LineString", "coordinates": [[120, 27], [121, 28]]}, "not-polygon"),
        ("POLYGON((0 0))", "not-polygon"),
        ({"type": "Polygon"}, "bad-geometry"),
        ({"type": "Polygon", "coordinates": []}, "bad-geometry"),
        ({"type": "Polygon", "coordinates": [[[120, 27], [121, 27]]]}, "bad-geometry"),
        ({"type": "Polygon", "coordinates": [[["a", "b"], [1, 2], [3, 4], [1, 2]]]}, "bad-geometry"),
        ({"type": "Polygon", "coordinates": [[[{}], [1, 2], [3, 4], [1, 2]]]}, "bad-geometry"),
        ({"type": "Polygon", "coordinates": 7}, "bad-geometry"),
        ({"type": "Point", "coordinates": []}, "bad-geometry"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}, "crosses-itself"),
        ({"type": "Polygon", "coordinates": [[[200, 0], [201, 0], [201, 1], [200, 0]]]}, "off-earth"),
        ({"type": "Polygon", "coordinates": [[[1e-9, 0], [2e-9, 0], [2e-9, 1e-9], [1e-9, 0]]]}, "too-small"),
        ({"type": "Polygon", "coordinates": [[[1e-7, 0], [2e-7, 0], [2e-7, 1e-7], [1e-7, 0]]]}, "too-small"),
    ],
)
def test_a_shape_that_is_none_is_refused(cast, geometry, reason):
    before = everything()
    plan, done = areas.write(geojson(feature("N0"), feature(geometry=geometry)), None)
    assert not done and reasons(plan) == [(2, reason)]
    assert everything() == before


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "not-geojson"),
        (b"[1]", "not-geojson"),
        (b'{"type":"FeatureCollection","features":7}', "not-geojson"),
        (b"[" * 100_000, "not-geojson"),
        (geojson(crs={"type": "name", "properties": {"name": "GCJ-02"}}), "other-crs"),
        (geojson(crs=7), "other-crs"),
        (b"\xff\xd8\xff\xe0photo\x00", "is-picture"),
        (b"one,two\n1,2\n", "no-header"),
        (b"", "is-empty"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(cast, data, reason):
    with pytest.raises(Problem) as refused:
        areas.plan(data)
    assert refused.value.name == "unreadable-table" and refused.value.errors[0][1] == reason


def test_parents_in_a_circle_are_refused_also_through_areas_that_stand(cast):
    lines = (f"{c.COMMUNITY},临港社区,社区,A1,,,,,\n", f"A1,甲,街道,{c.GRID},,,,,\n")
    plan, done = areas.write(table(*lines), cast.admin)
    assert not done and reasons(plan) == [(2, "loop"), (3, "loop")]
    assert c.COMMUNITY in plan.refused[0].sentence("zh")
    assert list(tree.chain(c.GRID)) == [c.GRID, c.COMMUNITY, c.CITY]


def test_killed_half_way_it_changes_nothing(cast, monkeypatch):
    before = everything()

    def die() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tree, "rebuild", die)
    with pytest.raises(KeyboardInterrupt):
        areas.write(table(GOOD, f"{c.GRID},改名,网格,,,,,,\n"), cast.admin)
    assert everything() == before and not Entry.select().where(Entry.kind == "import").exists()


def test_what_was_agreed_to_must_still_be_what_happens(cast):
    agreed = areas.plan(table(GOOD)).digest
    tree.rebuild()  # someone changed the areas meanwhile
    plan, done = areas.write(table(GOOD), cast.admin, agreed)
    assert not done and plan.may_be_written
    assert areas.write(table(GOOD), cast.admin, plan.digest)[1]


@pytest.mark.both
def test_new_changed_unchanged_and_left_are_told_apart_and_written_together(cast):
    lines = (
        f"{NEW}01001,5幢,楼栋,{NEW},,,,,\n",  # before its parent
        GOOD,
        f"{c.GRID},临港第1网格,网格,{c.COMMUNITY},,2026-12-31,,,\n",
        f"{c.BUILDING2},2幢,楼栋,{c.GRID},,,,,\n",
    )
    plan, done = areas.write(table(*lines), cast.admin)
    assert done and not plan.refused
    assert [its.code for its in plan.new] == [f"{NEW}01001", NEW]
    assert [(its.code, differ) for its, differ in plan.changed] == [(c.GRID, ("name", "ends"))]
    assert plan.unchanged == [c.BUILDING2]
    assert (c.BUILDING, "1幢") in plan.left and Area.get_by_id(c.BUILDING).name == "1幢"
    assert list(tree.chain(f"{NEW}01001")) == [f"{NEW}01001", NEW, c.COMMUNITY, c.CITY]
    grid = Area.get_by_id(c.GRID)
    assert grid.name == "临港第1网格" and grid.ends == "2026-12-31" and grid.shape is not None
    assert Area.get_by_id(NEW).lat == 27.581
    entry = Entry.get(Entry.kind == "import")
    assert entry.by == cast.admin.id and entry.body["new"] == 2 and c.GRID in entry.body["codes"]
    again, done = areas.write(table(*lines), cast.admin)
    assert not done and len(again.unchanged) == 4 and not again.new and not again.changed


def test_an_import_into_an_empty_store_needs_one_top(store):
    lines = ("C,临港市,市,,,,,,\n", "G,第一网格,网格,C,2026/1/5,长期,,,\n")
    assert areas.write(table(*lines), None)[1]
    assert Area.get_by_id("G").begins == "2026-01-05" and Area.get_by_id("G").depth == 1
    plan = areas.plan(table("D,另一个市,市,,,,,,\n"))
    assert reasons(plan) == [(2, "no-parent")]


def test_geojson_brings_shapes_measured_and_wound_as_the_standard_says(cast):
    ring = [[120.557, 27.58, 3.0], [120.557, 27.5818, 3.0], [120.5575, 27.5818, 3.0], [120.5575, 27.58, 3.0]]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}  # clockwise, with heights
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert areas.write(geojson(feature(geometry=shape), crs=crs), cast.admin)[1]
    area = Area.get_by_id(NEW)
    assert area.m2 == pytest.approx(9_870, rel=0.01)
    assert all(len(position) == 2 for position in area.shape["coordinates"][0])
    assert area.shape["coordinates"][0][1][0] > area.shape["coordinates"][0][0][0]  # counter-clockwise
    assert location.smallest(area.lat, area.lon, reach_of(cast.city)) == NEW


def test_what_the_api_shows_can_be_imported_and_nothing_changes(store):
    seed.seed(days=0)
    theirs = reach_of(Person.get(Person.login == "city"))
    data = json.dumps(serialize.collection(theirs, None)).encode()
    plan = areas.plan(data)
    assert plan.refused == [] and plan.new == [] and plan.left == []
    assert [(its.code, differ) for its, differ in plan.changed] == []


def test_a_workbook_with_a_title_and_gbk_text_read_alike(cast):
    out = io.BytesIO()
    book = Workbook()
    book.active.append(["临港市网格一览表"])
    book.active.merge_cells("A1:I1")
    for line in (HEAD, GOOD):
        book.active.append(line.strip().split(","))
    book.save(out)
    by_workbook = areas.plan(out.getvalue())
    by_text = areas.plan((HEAD + GOOD).encode("gb18030"))
    assert [its.columns for its in by_workbook.new] == [its.columns for its in by_text.new]
    assert by_workbook.new[0].row == 3


def test_the_version_of_the_areas_changes_only_with_them(cast):
    version = db.Meta.value_of("areas-version")
    areas.write(table(GOOD, "bad,,,,,,,,\n"), cast.admin)
    assert db.Meta.value_of("areas-version") == version
    areas.write(table(GOOD), cast.admin)
    assert db.Meta.value_of("areas-version") != version
