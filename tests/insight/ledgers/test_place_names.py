"""A micro-grid stands behind the name of its grid wherever figures, reports and ledgers name it: many grids have a first one."""

from __future__ import annotations

import csv
import io

import pytest

from app.areas import place_names, tree
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
