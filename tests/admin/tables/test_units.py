"""The table of units: refused rows get their sentence, and what was imported is exported and imports back."""

import io

import pytest
from openpyxl import Workbook

from app.admin.tables import export, records, writing
from app.areas.access.reach import reach_of
from app.areas.models import Post, Unit
from app.core import clock
from app.ledger.models import Entry
from tests import cast as c
from tests.admin.tables.files import UNITS_HEAD, file, planned, why, written
from tests.matters import ops

GOOD = ("CG01", "城管中队", "部门", "综合执法", c.COMMUNITY, "0577-6421234", "工作日 8:30–17:30", "")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("", "城管", "部门", "", c.CITY, "", "", ""), "code", "missing"),
        (("a/b", "城管", "部门", "", c.CITY, "", "", ""), "code", "bad-code"),
        (("3.30399E+14", "城管", "部门", "", c.CITY, "", "", ""), "code", "mangled-code"),
        (("X1", "", "部门", "", c.CITY, "", "", ""), "name", "missing"),
        (("X1", "长" * 61, "部门", "", c.CITY, "", "", ""), "name", "too-long"),
        (("X1", "城管", "衙门", "", c.CITY, "", "", ""), "kind", "unknown-word"),
        (("X1", "城管", "部门", "第五平台", c.CITY, "", "", ""), "platform", "unknown-word"),
        (("X1", "城管", "部门", "", "没有的街道", "", "", ""), "area", "no-such-entry"),
        (("X1", "城管", "部门", "", "", "", "", ""), "area", "missing"),
        (("X1", "城管", "部门", "", c.CITY, "打给老王", "", ""), "phone", "bad-listed-number"),
        (("X1", "城管", "部门", "", c.CITY, "", "", "明年"), "ended", "bad-date"),
        (("X1", "#REF!", "部门", "", c.CITY, "", "", ""), "name", "cell-error"),
        ((*GOOD,), "code", "twice-in-table"),
        (("cg01", "城管", "部门", "", c.CITY, "", "", ""), "code", "code-alike"),
        ((c.PROPERTY.swapcase(), "城管", "部门", "", c.CITY, "", "", ""), "code", "code-alike"),
    ],
)
def test_a_bad_row_gets_its_sentence_and_nothing_is_written(cast, row, column, reason):
    before = list(Unit.select().tuples())
    result, done = writing.write(records.UNITS, file(UNITS_HEAD, GOOD, row), None, None)
    assert not done and why(result) == [(3, column, reason)]
    for language in ("zh", "en"):
        assert all(words and sentence for words, sentence in result.reasons(result.refused[0], language))
    assert list(Unit.select().tuples()) == before and not Entry.select().where(Entry.kind == "unit").exists()


def test_an_administrator_of_a_community_writes_no_unit_of_the_city_nor_takes_one_over(cast):
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    reach = reach_of(cast.admin)
    city = ("X1", "城管", "部门", "", c.CITY, "", "", "")
    taken = (c.ENFORCEMENT, "综合执法队", "部门", "综合执法", c.OTHER_COMMUNITY, "", "", "")
    own = ("X2", "东塘物业", "物业", "", "东塘社区", "", "", "")
    result = planned("units", file(UNITS_HEAD, own, city, taken), reach)
    assert why(result) == [(3, "area", "not-here"), (4, "code", "not-here")]


@pytest.mark.both
def test_a_table_is_written_with_an_entry_for_each_row_and_a_second_time_changes_nothing(cast):
    moved = (c.PROPERTY, "滨海物业公司", "物业", "", c.COMMUNITY, "", "24 小时", "2026-12-31")
    result = written("units", file(UNITS_HEAD, GOOD, moved), cast.admin, reach_of(cast.admin))
    assert result.counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0, "left": 1}
    unit = Unit.get_by_id("CG01")
    assert (unit.kind, unit.platform, unit.area_id) == ("department", "enforcement", c.COMMUNITY)
    assert Unit.get_by_id(c.PROPERTY).ended == clock.parse("2027-01-01T00:00:00+08:00")
    entries = {entry.subject: entry for entry in Entry.select().where(Entry.kind == "unit")}
    assert entries["CG01"].verb == "unit_added" and entries["CG01"].by == cast.admin.id
    changed = entries[c.PROPERTY].body
    assert changed["before"]["name"] == "滨海物业" and changed["after"]["name"] == "滨海物业公司"
    assert "kind" not in changed["after"] and changed["batch"] == entries["CG01"].body["batch"]
    again = planned("units", file(UNITS_HEAD, GOOD, moved), reach_of(cast.admin))
    assert again.counts["unchanged"] == 2 and not again.may_be_written


@pytest.mark.both
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_exported_imports_back_unchanged(cast, suffix):
    odd = ("Z-1", "=1+1 物业、公司", "物业", "", c.GRID, "0577 88 转 8", "-", "2027-02-28")
    written("units", file(UNITS_HEAD, GOOD, odd))
    result = planned("units", export.export(records.UNITS, None, suffix))
    assert result.counts == {"new": 0, "changed": 0, "unchanged": 4, "refused": 0, "left": 0}
    assert Unit.get_by_id("Z-1").name == "=1+1 物业、公司"


@pytest.mark.both
def test_a_table_that_ends_or_moves_what_is_in_use_says_what_lies_with_it(cast):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    for column, cell in (("截止", "2026-01-31"), ("服务区域", c.OTHER_COMMUNITY)):
        result = planned("units", file(("编码", "名称", column), (c.ENFORCEMENT, "综合执法队", cell)))
        told = [doubt.sentence("zh") for doubt in result.doubts]
        assert (
            f"{c.ENFORCEMENT} · 综合执法队：1 件未结的事在它手里" in "".join(told) and result.may_be_written
        )
        assert any("人以它的承办人身份登录" in words for words in told)
        assert all(": " in doubt.sentence("en") for doubt in result.doubts)
    assert planned("units", file(("编码", "名称"), (c.ENFORCEMENT, "执法队"))).doubts == []


def test_a_table_that_ends_very_many_says_how_many_it_did_not_look_after(cast, monkeypatch):
    monkeypatch.setattr("app.admin.tables.plan.TOUCHED_MOST", 1)
    rows = ((c.ENFORCEMENT, "综合执法队", "2026-01-31"), (c.PROPERTY, "滨海物业", "2026-01-31"))
    result = planned("units", file(("编码", "名称", "截止"), *rows))
    assert "另有 1 条也会停用或改到别处，没有逐条查它们在不在用" in [d.sentence("zh") for d in result.doubts]


def test_a_second_unit_of_one_name_in_one_area_is_told_and_may_be_written(cast):
    row = ("WY9", "滨海 物业", "物业", "", c.COMMUNITY, "", "", "")
    result = planned("units", file(UNITS_HEAD, row))
    assert f"临港社区有 2 个单位都叫“滨海物业”：{c.PROPERTY}、WY9" in [
        d.sentence("zh") for d in result.doubts
    ]
    elsewhere = (*row[:4], c.OTHER_COMMUNITY, *row[5:])
    assert result.may_be_written and planned("units", file(UNITS_HEAD, elsewhere)).doubts == []


def test_a_column_that_is_not_there_is_left_alone_and_an_empty_cell_empties(cast):
    written("units", file(UNITS_HEAD, GOOD))
    assert planned("units", file(("编码", "名称"), ("CG01", "城管二中队"))).counts["changed"] == 1
    written("units", file(("编码", "名称", "电话"), ("CG01", "城管二中队", "")))
    unit = Unit.get_by_id("CG01")
    assert (unit.name, unit.phone, unit.duty_hours) == ("城管二中队", None, "工作日 8:30–17:30")


def test_a_new_unit_without_a_column_that_it_needs_is_refused(cast):
    assert why(planned("units", file(("编码", "名称"), ("N1", "城管")))) == [
        (2, "kind", "missing"),
        (2, "area", "missing"),
    ]


def test_an_export_of_an_administrator_has_the_own_units_alone(cast):
    written("units", file(UNITS_HEAD, ("DT01", "东塘物业", "物业", "", c.OTHER_COMMUNITY, "", "", "")))
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    rows = export.rows_of(records.UNITS, reach_of(cast.admin))
    assert [row[0] for row in rows] == ["单位编码", "DT01"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_table_is_read_in_whatever_encoding_an_office_saved_it(cast, encoding):
    data = file(UNITS_HEAD, GOOD).decode().encode(encoding)
    assert [line.called for line in planned("units", data).lines_with("new")] == ["CG01 · 城管中队"]


def test_every_sheet_is_read_with_titles_above_and_totals_below_and_rows_are_named_by_their_sheet(cast):
    book = Workbook()
    for sheet, row in (("A", GOOD), ("B", ("CG02", "", "部门", "", c.CITY, "", "", ""))):
        page = book.active if sheet == "A" else book.create_sheet(sheet)
        page.title = sheet
        for line in (("2026 年单位名录",), UNITS_HEAD, row, ("合计", "1")):
            page.append(line)
    out = io.BytesIO()
    book.save(out)
    result = planned("units", out.getvalue())
    assert [line.called for line in result.lines_with("new")] == ["CG01 · 城管中队"]
    assert why(result) == [("B!3", "name", "missing")] and [each.reason for each in result.remarks] == [
        "total"
    ]
