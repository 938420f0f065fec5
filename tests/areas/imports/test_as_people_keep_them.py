"""Tables as people really keep them: several sheets, totals, codes that a spreadsheet changed, words and dates of the office."""

import contextlib
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.areas.imports import areas, dates, messages, people, people_words, tables
from app.areas.models import FOREVER, Area
from app.areas.telephones import directory
from app.core import clock
from app.core.problems.problem import Problem
from app.requests.posters import door_plates
from tests import cast as c
from tests.areas.imports.test_headers_again import SAMPLES, workbook

WIDE = {48 + n: 0xFF10 + n for n in range(10)}  # full-width digits
PEOPLE = ["姓名", "手机号", "网格", "岗位"]


def told(remarks, language="zh"):
    return [remark.sentence(language) for remark in remarks]


def people_of(*rows, header="姓名,手机号,网格,岗位,起,止,工号"):
    return people.plan("\n".join([header, *rows]).encode(), None)


def reasons(plan):
    return [(row.row, row.reason) for row in plan.refused]


# 9. sheets


def test_every_sheet_with_a_header_is_read_and_the_others_are_named():
    made = workbook(
        East=[PEOPLE, ["张三", "13900001111", "甲", "网格员"]],
        West=[["西片名册"], PEOPLE, ["李四", "13900001112", "乙", "网格员"]],
        值班安排=[["周一", "王芳"], ["周二", "李强"]],
        区域=[["编码", "名称", "类型", "上级", "起", "止"], ["1", "甲", "市", "", "", ""]],
        Sheet5=[],
    )
    table = tables.read_table(made, people_words.COLUMNS)
    assert [(row.number, row.cells["name"]) for row in table.rows] == [
        ("East!2", "张三"),
        ("West!3", "李四"),
    ]
    assert told(table.remarks) == ["工作表“值班安排”没有表头，没有读", "工作表“区域”像是另一张表，没有读"]
    assert told(table.remarks, "en")[0] == "Sheet “值班安排” has no header and was not read"


def test_a_hidden_sheet_and_one_beyond_the_twentieth_are_named():
    rows = [PEOPLE, ["张三", "13900001111", "甲", "网格员"]]
    made = workbook(**{f"第{n}片": rows for n in range(1, 22)})
    assert told(tables.read_table(made, people_words.COLUMNS).remarks) == [
        "工作表“第21片”排在第 20 张后面，没有读"
    ]
    table = tables.read_table(hidden(made, "第2片"), people_words.COLUMNS)
    assert told(table.remarks)[0] == "工作表“第2片”是隐藏的，没有读" and len(table.rows) == 19


def hidden(made, title):
    """The workbook with one sheet hidden."""
    out, book = io.BytesIO(), load_workbook(io.BytesIO(made))
    book[title].sheet_state = "hidden"
    book.save(out)
    return out.getvalue()


# 10. codes, phones, errors, totals


@pytest.mark.parametrize(
    ("sample", "codes"),
    [
        ("areas_eq_quote.csv", {"3392", "3392001"}),
        ("areas_pandas_float_codes.csv", {"3391", "3391001"}),
    ],
)
def test_codes_that_an_export_dressed_up_are_read_as_they_were(store, sample, codes):
    plan, done = areas.write((SAMPLES / sample).read_bytes(), None)
    assert done and plan.refused == [] and {area.code for area in Area.select()} == codes
    assert Area.select().where(Area.parent.is_null(False)).get().parent_id in codes


@pytest.mark.parametrize("code", ["'3394", "３３９４", "3394.00", '="3394"', "’3394"])
def test_a_code_of_any_dress_is_the_same_area_for_areas_people_and_plates(cast, code):
    assert areas.plan(f"编码,名称,类型,上级\n{code},甲社区,社区,{c.CITY}.0\n".encode()).new[0].code == "3394"
    dressed = code.replace("3394", c.GRID).replace("３３９４", c.GRID.translate(WIDE))
    plan = people_of(f"张三,13900001111,{dressed},网格员")
    assert [line.verdict for line in plan.lines] == ["new"] and plan.lines[0].wanted.area == c.GRID
    building = dressed.replace(c.GRID, c.BUILDING).replace(c.GRID.translate(WIDE), c.BUILDING.translate(WIDE))
    assert door_plates.plan(None, f"门牌码,楼栋编码\nX1,{building}\n".encode()).new == [("X1", c.BUILDING)]


@pytest.mark.parametrize(
    "phone",
    [
        "13800138010.0",
        '="13800138010"',
        "'13800138010",
        "１３８００１３８０１０",
        "1.3800138010E+10",
        "138 0013 8010",
    ],
)
def test_a_phone_of_any_dress_is_one_number(cast, phone):
    line = people_of(f"张三,{phone},{c.GRID},网格员,,,'1001.0").lines[0]
    assert (line.verdict, line.wanted.phone, line.wanted.staff_no) == ("new", "13800138010", "1001")
    rows = tables.read_table(f"类型,名称,电话\n物业,甲物业,{phone}\n".encode(), directory.COLUMNS).rows
    assert directory.read_rows(rows)[0].number.replace(" ", "") == "13800138010"


def test_a_number_that_lost_digits_is_refused_and_not_guessed(cast):
    made = workbook(甲=[["编码", "名称", "类型", "上级"], [33039900100100117001, "5幢", "楼栋", c.GRID]])
    assert reasons(areas.plan(made)) == [(2, "mangled-code")]
    line = people_of(f"张三,1.38E+10,{c.GRID},网格员").lines[0]
    assert line.why[0][:2] == ("phone", "bad-phone")


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "########"])
def test_what_a_spreadsheet_could_not_compute_is_no_name(cast, error):
    plan = areas.plan(f"编码,名称,类型,上级\n3394,{error},社区,{c.CITY}\n".encode())
    assert reasons(plan) == [(2, "cell-error")] and error in plan.refused[0].sentence("zh")
    line = people_of(
        f"{error},13900001111,{c.GRID},网格员", f"张三,13900001112,{c.GRID},网格员,,,{error}"
    ).lines
    assert [its.why[0][:2] for its in line] == [("name", "cell-error"), ("staff_no", "cell-error")]
    plate = door_plates.plan(None, f"门牌码,楼栋编码\n{error},{c.BUILDING}\n".encode()).refused[0]
    assert error in plate.sentence("en")
    rows = tables.read_table(f"类型,名称,电话\n物业,{error},0577-64212345\n".encode(), directory.COLUMNS).rows
    with pytest.raises(Problem) as refused:
        directory.read_rows(rows)
    assert refused.value.errors[0][:2] == ("2.name", "cell-error")


def test_a_name_that_only_looks_like_an_error_or_a_total_is_one(cast):
    plan = areas.plan(
        f"编码,名称,类型,上级\n3394,#1网格,网格,{c.CITY}\n3395,合计里社区,社区,{c.CITY}\n".encode()
    )
    assert [its.columns["name"] for its in plan.new] == ["#1网格", "合计里社区"] and plan.remarks == ()


@pytest.mark.parametrize(
    "last", ["合计,2,,", "合 计：,2 个，,", ",总计,2,", "小计：2,,,", "共2个网格,,,", "3,合计,,", "Total,2,,"]
)
def test_a_total_is_named_and_skipped(cast, last):
    plan = areas.plan(f"编码,名称,类型,上级\n3394,甲,社区,{c.CITY}\n3395,乙,社区,{c.CITY}\n{last}\n".encode())
    assert [its.code for its in plan.new] == ["3394", "3395"] and plan.refused == []
    assert told(plan.remarks) == ["第 4 行是合计，没有当作数据"]
    assert told(plan.remarks, "en") == ["Totals, not read as data: row 4"]


def test_totals_of_every_page_and_what_stands_below_the_table_are_named_together(cast):
    rows = [f"张三,13900001111,{c.GRID},网格员", "小计,1,,", f"李四,13900001112,{c.GRID},网格员", "合计,2,,"]
    plan = people_of(*rows, "注：工号由街道统一编排，,,", "制表人：王芳，,,")
    assert [line.verdict for line in plan.lines] == ["new", "new"]
    assert told(plan.remarks) == ["第 3、5 行是合计，没有当作数据", "第 6、7 行是表格的说明，没有当作数据"]
    assert told(plan.remarks, "en")[0] == "Totals, not read as data: rows 3, 5"


# 10. words and dates


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("市辖区", "city"),
        ("街道办事处", "street"),
        ("开发区", "street"),
        ("居委会", "community"),
        ("村委会", "community"),
        ("综合网格", "grid"),
        ("一般网格", "grid"),
        ("网 格", "grid"),
        ("专属网格", "dedicated_grid"),
    ],
)
def test_the_words_that_offices_use_for_kinds_are_known(cast, word, kind):
    plan = areas.plan(f"网格编码,网格名称,网格类型,上级\n3394,甲,{word},{c.CITY}\n".encode())
    assert [(its.code, its.columns["kind"]) for its in plan.new] == [("3394", kind)]


def test_of_two_headers_for_one_column_the_plainer_counts():
    data = "编号,编码,名称,类型,上级\n1,3394,甲,社区,3390\n".encode()
    assert tables.read_table(data, messages.COLUMNS).rows[0].cells["code"] == "3394"


@pytest.mark.parametrize(
    "nobody", ["明天", "2026-13-01", "25.1.1", "1/5/2026", "2026-02-30", "2026-01-01至2026-02-01至2026-03-01"]
)
def test_what_is_no_day_is_refused(nobody):
    with pytest.raises(dates.NoDate):
        dates.days(nobody)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("至今", FOREVER, FOREVER),
        ("长期", FOREVER, FOREVER),
        ("—", None, None),
        ("——", None, None),
        ("/", None, None),
        ("无", None, FOREVER),
        ("2025-1", "2025-01-01", "2025-01-31"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("45658", "2025-01-01", "2025-01-01"),
        ("45658.0", "2025-01-01", "2025-01-01"),
        ("２０２５．１．５", "2025-01-05", "2025-01-05"),
        ("2025-01-05 08:30", "2025-01-05", "2025-01-05"),
        ("自2025年1月5日起", "2025-01-05", "2025-01-05"),
    ],
)
def test_a_day_is_read_as_people_write_it_for_areas_and_posts_alike(cast, text, first, last):
    assert (dates.day(text), dates.day(text, last=True)) == (first, last)
    clock.freeze(1_795_320_000_000)  # 2026-11-22 in the city
    if last is not None:
        ended = areas.plan(f"编码,名称,类型,上级,止\n3394,甲,社区,{c.CITY},{text}\n".encode()).new[0]
        assert ended.columns["ends"] == last
    line = people_of(f"张三,13900001111,{c.GRID},网格员,2020-01,{text}").lines[0]
    assert (line.wanted.begins, line.wanted.ends) == ("2020-01-01", last)


@given(st.dates(dt.date(1955, 1, 1), dt.date(2118, 12, 31)))
def test_every_day_is_the_same_as_text_and_as_a_spreadsheets_number(day):
    number = (day - dt.date(1899, 12, 30)).days
    written = (
        day.isoformat(),
        str(number),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
    )
    assert {dates.day(text) for text in written} == {day.isoformat()}


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_no_day(text):
    with contextlib.suppress(dates.NoDate):
        assert len(dates.days(text)) <= 2


# 13. white space


def test_a_vertical_tab_is_white_space_in_a_table(cast):
    made = workbook(甲=[PEOPLE, ["张_x000B_三", "13900001111", c.GRID, "网格员"]])
    assert people.plan(made, None).lines[0].wanted.name == "张 三"
    assert people_of(f"张\x0b三,13900001111,{c.GRID},网格员").lines[0].wanted.name == "张 三"
