"""What is no table of today's kind: read where it can be, else named, with what to do instead."""

import io
import json
import zipfile

import pytest
import shapefile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.areas.imports import areas, people, people_words, tables
from app.areas.models import Area
from app.core.problems import fields
from app.core.problems.problem import Problem
from tests import cast as c
from tests.areas.imports.test_headers_again import SAMPLES, workbook

NEW = "330399001001003"
WGS84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]]]'
CGCS2000 = 'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000"]]'
RING = [[120.553, 27.581], [120.553, 27.5815], [120.5535, 27.5815], [120.5535, 27.581], [120.553, 27.581]]


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def shapes(prj=WGS84, encoding="gbk", cpg=None, geometry="poly", folder=""):
    """A zipped shapefile of one grid, as map programs here write them."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, encoding=encoding) as writer:
        for name in ("编码", "名称", "类型", "上级"):
            writer.field(name, "C", size=60)
        writer.poly([RING]) if geometry == "poly" else writer.null()
        writer.record(NEW, "第3网格", "网格", c.COMMUNITY)
    files = {
        f"{folder}grids_shp": shp.getvalue(),
        f"{folder}grids_shx": shx.getvalue(),
        f"{folder}grids_dbf": dbf.getvalue(),
    }
    more = {f"{folder}grids_prj": prj, f"{folder}grids_cpg": cpg}
    return zipped(**files, **{name: text for name, text in more.items() if text})


def kml(mark=None, namespace="http://www.opengis.net/kml/2.2"):
    positions = " ".join(f"{lon},{lat},0" for lon, lat in RING)
    mark = mark or (
        f"<Placemark><name>第3网格</name><ExtendedData><Data name='编码'><value>{NEW}</value></Data>"
        f"<SchemaData><SimpleData name='类型'>网格</SimpleData><SimpleData name='上级'>{c.COMMUNITY}</SimpleData></SchemaData>"
        f"</ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>{positions}</coordinates>"
        "</LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )
    return f"<?xml version='1.0' encoding='UTF-8'?><kml xmlns='{namespace}'><Document><Folder>{mark}</Folder></Document></kml>".encode()


def geojson(encoding="utf-8"):
    properties = {"编码": NEW, "名称": "第3网格", "类型": "网格", "上级": c.COMMUNITY}
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [RING]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False).encode(
        encoding
    )


def ole(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + stream.encode("utf-16-le")


def refusal(read, data):
    with pytest.raises(Problem) as refused:
        read(data)
    assert refused.value.name == "unreadable-table"
    reason = refused.value.errors[0][1]
    assert fields.REASONS[reason]
    return reason


SPREADSHEET_2003 = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
NO_TABLE = [
    (b"%PDF-1.7\n\x00", "is-pdf"),
    (b"\x89PNG\r\n\x1a\n\x00", "is-picture"),
    (b"{\\rtf1\\ansi table}", "is-word"),
    (zipped(word__document_xml=b"<x/>"), "is-word"),
    (ole("WordDocument"), "is-word"),
    (ole("EncryptedPackage"), "is-locked"),
    (ole("nothing"), "old-spreadsheet"),
    (SPREADSHEET_2003, "old-spreadsheet"),
    (zipped(content_xml=b"<x/>", mimetype=b"application/vnd.oasis"), "old-spreadsheet"),
    (zipped(people_csv="姓名,手机号\n"), "is-archive"),
    (b"Rar!\x1a\x07\x00", "is-archive"),
    (b"SQLite format 3\x00" + b"\x00" * 90, "is-database"),
    (b"PK\x03\x04 cut", "not-a-table"),
    (b"\x01\x00\x02\x00\x03", "not-a-table"),
]


@pytest.mark.parametrize(("data", "reason"), NO_TABLE)
def test_what_is_no_table_is_named_with_what_to_do(data, reason):
    assert refusal(areas.plan, data) == reason
    assert refusal(lambda sent: tables.read_table(sent, people_words.COLUMNS), data) == reason


@pytest.mark.parametrize(
    "data", [geojson(), kml(), shapes(), zipped(doc_kml=kml()), b"\x00\x00\x27\x0a" + b"\x00" * 96]
)
def test_outlines_where_people_are_asked_for_are_said_to_be_a_map(data):
    assert refusal(lambda sent: tables.read_table(sent, people_words.COLUMNS), data) == "is-map"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x00\x00\x27\x0a" + b"\x00" * 96, "is-part-of-shapefile"),
        (zipped(grids_shp=b"\x00"), "is-part-of-shapefile"),
        (zipped(grids_shp=b"\x00", grids_dbf=b"\x00"), "broken-outlines"),
        (shapes(prj='PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["CGCS2000"]]'), "other-crs"),
        (shapes(prj='GEOGCS["GCS_Beijing_1954"]'), "other-crs"),
        (kml()[:-20], "broken-outlines"),
        (kml().replace(b"<Document>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><Document>"), "broken-outlines"),
        (kml("<Placemark><Polygon><outerBoundaryIs><coordinates>a,b</coordinates></outerBoundaryIs></Polygon></Placemark>"), "broken-outlines"),
    ],
)  # fmt: skip
def test_broken_outlines_are_refused_as_a_whole(cast, data, reason):
    assert refusal(areas.plan, data) == reason


@pytest.mark.parametrize(
    "data",
    [
        *(
            geojson(encoding)
            for encoding in ("utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "utf-16-be")
        ),
        *(
            kml(namespace=name)
            for name in ("http://www.opengis.net/kml/2.2", "http://earth.google.com/kml/2.1")
        ),
        kml().decode().replace("UTF-8", "GBK").encode("gbk"),
        kml().decode().encode("utf-16"),
        zipped(doc_kml=kml()),
        shapes(),
        shapes(prj=CGCS2000, encoding="utf-8", cpg="UTF-8"),
        shapes(cpg="936", folder="导出__"),
    ],
)
def test_an_outline_is_the_same_from_whichever_map_program(cast, data):
    plan, done = areas.write(data, None)
    assert done and plan.refused == [] and plan.doubts == [] and plan.remarks == ()
    area = Area.get_by_id(NEW)
    assert (area.name, area.kind, area.parent_id) == ("第3网格", "grid", c.COMMUNITY)
    assert area.m2 == pytest.approx(2_740, rel=0.02) and len(area.shape["coordinates"][0]) == 5


def test_a_shapefile_that_does_not_say_its_coordinates_is_read_and_said(cast):
    plan = areas.plan(shapes(prj=None))
    assert [its.code for its in plan.new] == [NEW]
    assert [remark.sentence("zh") for remark in plan.remarks] == [
        "压缩包里没有 .prj 文件，当作 WGS-84 经纬度读"
    ]


def test_a_record_without_a_shape_and_a_line_are_what_they_are(cast):
    assert "shape" not in areas.plan(shapes(geometry="null")).new[0].columns
    line = (
        "<Placemark><name>路线</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark>"
    )
    codes = "<ExtendedData><Data name='code'><value>N1</value></Data><Data name='kind'><value>grid</value></Data></ExtendedData>"
    refused = areas.plan(kml(line.replace("<Line", codes + "<Line", 1))).refused
    assert [row.reason for row in refused] == ["not-polygon"]


def test_an_old_workbook_is_read_with_merged_cells_dates_and_totals(cast):
    plan = people.plan((SAMPLES / "people_old.xls").read_bytes(), None)
    assert [(line.number, line.verdict, line.wanted.begins) for line in plan.lines] == [
        (3, "new", "2026-01-05"),
        (4, "new", "2026-01-05"),
    ]
    assert [line.wanted.phone for line in plan.lines] == ["13900001111", "13900001112"]
    assert [remark.reason for remark in plan.remarks] == ["no-header", "total"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_web_page_saved_as_xls_is_read_with_its_merged_cells(encoding):
    page = (
        "<html><head><style>td{mso-number-format:'\\@'}</style></head><body><table border=1>"
        "<tr><td colspan=4>临港社区人员名册<tr><th>姓名<th>手机号<th>网格<th>岗位</tr>"
        "<tr><td>张三</td><td>13900001111</td><td rowspan='2'>第1<br>网格</td><td>网格员</td></tr>"
        "<tr><td>李&amp;四</td><td>13900001112&nbsp;</td><td>网格长</td></tr>"
        "<tr><td>合计</td><td>2</td></tr></table></body></html>"
    )
    table = tables.read_table(page.encode(encoding), people_words.COLUMNS)
    cells = [[row.cells[name] for name in ("name", "phone", "area", "role")] for row in table.rows]
    assert cells == [
        ["张三", "13900001111", "第1 网格", "网格员"],
        ["李&四", "13900001112", "第1 网格", "网格长"],
    ]
    assert [(row.number) for row in table.rows] == [3, 4] and table.remarks[0].reason == "total"


WHOLE = [
    (SAMPLES / "people_old.xls").read_bytes(),
    workbook(甲=[["姓名", "手机号"]]),
    shapes(),
    kml(),
    geojson(),
]


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_file_is_read_or_refused_and_never_an_error(data):
    whole = data.draw(st.sampled_from(WHOLE))
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + data.draw(st.integers(0, 8)) :]
    for read in (
        lambda: tables.read_table(damaged, people_words.COLUMNS),
        lambda: areas.read_drafts(damaged),
    ):
        try:
            read()
        except Problem as problem:
            assert problem.name == "unreadable-table"


# several layers in one archive


def layer(code, name="第3网格", fields=("编码", "名称", "类型", "上级")):
    """The parts of one shapefile."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, encoding="gbk") as writer:
        for field in fields:
            writer.field(field, "C", size=60)
        writer.poly([RING])
        writer.record(*(code, name, "网格", c.COMMUNITY)[: len(fields)])
    return {".shp": shp.getvalue(), ".shx": shx.getvalue(), ".dbf": dbf.getvalue(), ".prj": WGS84.encode()}


def archive(**layers):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, parts in layers.items():
            for ending, data in parts.items():
                made.writestr(f"{name}{ending}", data)
    return out.getvalue()


def test_every_shapefile_of_an_archive_is_read_and_one_without_codes_is_named(cast):
    other = "330399001001004"
    plan = areas.plan(
        archive(east=layer(NEW), west=layer(other, "第4网格"), 道路=layer("一路", fields=("路名",)))
    )
    assert [(row.row, row.code) for row in plan.new] == [("east!1", NEW), ("west!1", other)]
    assert [remark.sentence("zh") for remark in plan.remarks] == ["图层“道路”里没有编码，没有读"]
    assert plan.remarks[0].sentence("en") == "Layer “道路” has no codes and was not read"
    assert plan.may_be_written


def test_every_kml_of_a_kmz_is_read(cast):
    second = kml().decode().replace(NEW, "330399001001004").replace("第3网格", "第4网格").encode()
    roads = kml("<Placemark><name>一路</name></Placemark>")
    data = archive(doc={".kml": kml()}, west={".kml": second}, roads={".kml": roads})
    plan = areas.plan(data)
    assert [row.row for row in plan.new] == ["doc!1", "west!1"] and plan.refused == []
    assert [remark.parameters["layer"] for remark in plan.remarks] == ["roads"]


def test_one_layer_alone_without_codes_is_refused_row_by_row_and_not_called_empty(cast):
    plan = areas.plan(archive(道路=layer("一路", fields=("路名",))))
    assert [(refused.row, refused.reason) for refused in plan.refused] == [(1, "no-code")]
    assert plan.remarks == ()


def test_two_layers_with_the_same_code_are_told_where_it_stood_first(cast):
    plan = areas.plan(archive(E=layer(NEW), W=layer(NEW)))
    assert plan.refused[0].sentence("zh") == f"编码 {NEW} 在文件里出现了两次（第一次在第 E!1 行）"
