"""A micro-grid stands behind the name of its grid wherever figures, reports and ledgers name it: many grids have a first one."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from app.areas import place_names, tree
from app.areas.imports import workbook
from app.areas.models import Area
from app.core import db
from app.insight import catch_up
from tests import cast as c
from tests.matters import ops

MICRO = "330327001001011"
FULL = "第1网格 第1微网格"


@pytest.fixture
def micro(cast, monday):
    with db.transaction():
        c.make_area(MICRO, "micro_grid", "第1微网格", c.GRID)
        tree.rebuild()
    for _ in range(6):
        ops.report(cast.worker, area=MICRO)
    catch_up.follow()


def test_a_code_that_is_none_has_no_name_and_any_other_area_has_its_own(micro):
    found = place_names.full_names({"nothing", MICRO, c.GRID, c.COMMUNITY})
    assert found == {MICRO: FULL, c.GRID: "第1网格", c.COMMUNITY: "临港社区"}
    assert [Area.get_by_id(code).full_name for code in (MICRO, c.GRID)] == [FULL, "第1网格"]
    assert place_names.Places(MICRO).name(MICRO) == FULL
    assert place_names.Places(c.COMMUNITY).name(MICRO) == FULL


@pytest.mark.parametrize(
    "path",
    [
        "/figures/received?area={}&from=2026-11-01&to=2026-11-30", "/figures?area={}", "/figures/report?area={}&of=2026-11-16",
        "/figures/report/brief?area={}", "/figures/forms?area={}",
    ],
)  # fmt: skip
def test_every_page_of_it_names_its_grid(as_, micro, path):
    for area in (MICRO, c.COMMUNITY) if "received" in path else (MICRO,):
        page = as_("desk").get(path.format(area))
        assert page.status_code == 200 and FULL in page.text, area
        assert page.text.count("第1微网格") == page.text.count(FULL)


def test_the_ledger_and_the_files_of_a_report_of_it_name_its_grid(as_, micro):
    desk = as_("desk")
    for area in (MICRO, c.COMMUNITY):
        data = desk.get(f"/figures/ledger/matters.csv?area={area}&from=2026-11-01&to=2026-11-30").data
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        assert [row["地方"] for row in rows] == [FULL] * 6
    name = desk.get(f"/figures/report/report.docx?area={MICRO}&of=2026-11-16").headers["Content-Disposition"]
    assert "%E7%AC%AC1%E7%BD%91%E6%A0%BC%20%E7%AC%AC1%E5%BE%AE" in name


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("matters", "unit=x"), ("matters", "state=open"), ("matters", "purpose=care"), ("errands", "category=litter"), ("errands", "unit=x"),
        ("places", "state=open"), ("places", "platform=enforcement"), ("visits", "kind=shop"), ("visits", "alone=1"),
    ],
)  # fmt: skip
def test_a_file_is_never_wider_than_it_was_asked_for(as_, cast, monday, five, name, query):
    for suffix in ("csv", "xlsx", "json"):
        assert as_("desk").get(f"/figures/ledger/{name}.{suffix}?{query}").status_code == 422
    assert as_("desk").get(f"/figures/ledger/{name}.csv?{query.split('=')[0]}=").status_code == 200


def test_a_list_of_what_comes_again_is_not_narrowed_to_a_unit(as_, cast, monday):
    assert as_("desk").get("/figures/report/again?what=back&unit=x").status_code == 422


@pytest.mark.parametrize(("name", "words"), [("matters", "事件台账"), ("places", "场所台账")])
def test_a_file_is_called_by_its_area_and_days_in_words_and_has_a_plain_name_besides(as_, micro, name, words):
    query = f"area={MICRO}&from=2026-11-01&to=2026-11-10"
    head = as_("desk").get(f"/figures/ledger/{name}.csv?{query}").headers["Content-Disposition"]
    days = "2026-11-16" if name == "places" else "2026-11-01–2026-11-10"
    assert quote(f"{FULL} {words} {days}.csv") in head
    assert f'filename="gridwalk-{name}-{MICRO}-2026-11-01-2026-11-10.csv"' in head


def test_what_is_more_than_a_sheet_may_have_goes_on_on_the_next_under_the_same_heads():
    rows = [("编号", "数"), *((f"n{at}", at) for at in range(1, 8))]
    for most, expected in ((8, [8]), (7, [7, 2]), (4, [4, 4, 2])):
        data = b"".join(workbook.streamed("台账", iter(rows), rows_most=most))
        book = load_workbook(io.BytesIO(data))
        assert [sheet.max_row for sheet in book] == expected
        assert book.sheetnames == ["台账", "台账 2", "台账 3"][: len(expected)]
        assert all(sheet["A1"].value == "编号" and sheet["A1"].font.bold for sheet in book)
        assert [row[1] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)] == [
            *range(1, 8)
        ]
    assert workbook.SHEET_ROWS_MOST == 2**20


def test_a_building_in_a_list_stands_behind_its_grid_unless_the_list_is_of_that_grid(as_, cast, monday, five):
    for area, expected in ((c.COMMUNITY, ["第1网格 1幢", "第1网格 2幢"]), (c.GRID, ["1幢", "2幢"])):
        page = as_("lead" if area == c.GRID else "desk").get(
            f"/figures/buildings_visited?area={area}&which=of&from=2026-11-01"
        )
        assert re.findall(r"<span>([^<]*幢)</span>", page.text) == expected
