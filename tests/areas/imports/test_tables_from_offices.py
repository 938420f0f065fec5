"""What ordinary office tables hold beside the rows: signatures, other columns, names for codes, notes behind numbers."""

import io

import pytest
from openpyxl import Workbook

from app.areas.imports import areas, dates, people, people_words, tables
from app.areas.models import Area
from app.core import clock
from app.core.problems import fields
from app.core.problems.problem import Problem
from tests import cast as c
from tests.areas.imports.test_as_people_keep_them import people_of, reasons, told
from tests.areas.imports.test_headers_again import workbook
from tests.areas.imports.test_other_files import refusal
from tests.areas.imports.test_what_the_page_says import part, send

ROW = f"3394,甲社区,社区,{c.CITY}"
PERSON = f"张三,13800001111,{c.GRID},网格员"


def areas_of(*rows, header="编码,名称,类型,上级"):
    return areas.plan("\n".join([header, *rows]).encode())


# the last lines of a table


@pytest.mark.parametrize(
    "last",
    [
        "单位（盖章）：临港街道办事处，,,",
        "填报单位（公章）：,,联系人：王芳，",
        "联系人：，王芳，联系电话：,13800001111",
        "第1页 共1页,,,",
        "第 2 页，共 3 页,,,",
        "以下空白,,,",
        "（以下无正文）,,,",
        "……,,,",
        "2026年11月29日,,,",
        ",,,2026-11-29",
        "（盖章）,,,",
        ",,（盖章）,2026年11月",
        "审核人（签字）：,,,",
    ],
)
def test_what_stands_below_a_table_is_named_and_refuses_nothing(cast, last):
    plan = areas_of(ROW, last)
    assert [its.code for its in plan.new] == ["3394"] and plan.refused == []
    assert told(plan.remarks) == ["第 3 行是表格的说明，没有当作数据"]
    roster = people_of(PERSON, last)
    assert [line.verdict for line in roster.lines] == ["new"]


@pytest.mark.parametrize(
    "row", [f"2026-01-05,甲,社区,{c.CITY}", f"……,甲,社区,{c.CITY}", f"单位,甲,社区,{c.CITY}"]
)
def test_a_row_that_only_begins_like_a_last_line_is_not_lost(cast, row):
    plan = areas_of(ROW, row)
    assert len(plan.new) + len(plan.refused) == 2 and plan.remarks == ()


# columns


def test_columns_that_are_not_read_are_named(cast):
    plan = areas_of(f"1,{ROW},王芳,13800001111", header="序号,编码,名称,类型,上级,网格员,联系电话")
    assert plan.may_be_written and told(plan.remarks) == ["这些列没有读：网格员、联系电话"]
    assert told(plan.remarks, "en") == ["Columns that were not read: 网格员、联系电话"]


def test_the_area_above_may_be_named_where_the_name_is_clear(cast):
    rows = (
        f"3394,丙社区,社区,{c.CITY}",
        "3395,丙一网格,网格,丙社区",
        ",".join(["3396", "丙二网格", "网格", "临港市临港社区"]),
    )
    plan = areas_of(*rows, header="网格编码,网格名称,网格类型,所属社区")
    assert plan.refused == [] and plan.remarks == ()
    assert [its.columns["parent"] for its in plan.new] == [c.CITY, "3394", c.COMMUNITY]


def test_a_name_that_several_have_or_nobody_is_refused_with_why(cast):
    Area.create(code="77", kind="community", name="临港社区", parent=c.CITY)
    plan = areas_of(
        "3395,一网格,网格,临港社区", "3396,二网格,网格,没有的社区", header="编码,名称,类型,所属社区"
    )
    assert reasons(plan) == [(2, "several-parents"), (3, "bad-parent")]
    assert "77" in plan.refused[0].sentence("zh") and "没有的社区" in plan.refused[1].sentence("en")


# words and days


@pytest.mark.parametrize(
    ("word", "kind"),
    [("乡人民政府", "street"), ("镇人民政府", "street"), ("街办", "street"), ("片区", "community")],
)
def test_further_words_of_offices_are_known(cast, word, kind):
    assert [its.columns["kind"] for its in areas_of(f"3394,甲,{word},{c.CITY}").new] == [kind]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025—1—5", ["2025-01-05"]),
        ("2025－1－5", ["2025-01-05"]),
        ("2025–01–05", ["2025-01-05"]),
        ("202501", ["2025-01-01"]),
        ("2025—3", ["2025-03-01"]),
        ("2025-1-1—2025-12-31", ["2025-01-01", "2025-12-31"]),
        ("202501—202512", ["2025-01-01", "2025-12-31"]),
        ("2025—2026", ["2025-01-01", "2026-12-31"]),
    ],
)
def test_a_day_is_read_with_the_dashes_of_an_input_method(text, days):
    assert dates.days(text) == days


@pytest.mark.parametrize("text", ["202513", "2025—13—1", "1—5"])
def test_what_only_looks_like_it_is_no_day(text):
    with pytest.raises(dates.NoDate):
        dates.days(text)


# people


@pytest.mark.parametrize(
    ("phone", "reason"),
    [
        ("13800138020/13800138021", "several-phones"),
        ("13800138020/21", "several-phones"),
        ("13800138020、13800138021", "several-phones"),
        ("0577-88001234", "landline"),
        ("(0577)88001234", "landline"),
        ("1380013802", "bad-phone"),
    ],
)
def test_a_number_that_cannot_be_is_refused_for_what_it_is(cast, phone, reason):
    line = people_of(f"张三,{phone},{c.GRID},网格员").lines[0]
    assert line.why[0][:2] == ("phone", reason) and fields.sentence(reason, "zh", {})


@pytest.mark.parametrize(
    "phone", ["13800138020（微信同号）", "13800138020（微信）", "138 0013 8020（ 本人 ）"]
)
def test_a_remark_behind_a_number_is_left_aside(cast, phone):
    assert people_of(f"张三,{phone},{c.GRID},网格员").lines[0].wanted.phone == "13800138020"


@pytest.mark.parametrize(
    "places", ["第1、2网格", "第1网格、第2网格", "第1网格/第2网格", "望海1，2".replace("，", "、")]
)
def test_several_places_in_one_cell_are_said_to_be_several(cast, places):
    assert people_of(f"张三,13800138020,{places},网格员").lines[0].why == (("area", "several-in-one", {}),)


def test_a_post_that_is_over_is_said_so_and_asks_for_no_password(as_, cast):
    clock.freeze(1_795_920_000_000)  # 2026-11-29
    header = "姓名,手机号,网格,岗位,起,止\n"
    table = f"{header}张三,13800138020,{c.GRID},网格员,2024-1,2024-12\n李四,13800138021,{c.GRID},网格员,2026-1,2027-1\n".encode()
    plan = people.plan(table, None)
    assert [(line.begins, line.ends, line.is_over) for line in plan.lines] == [
        ("2024-01-01", "2024-12-31", True),
        ("2026-01-01", "2027-01-31", False),
    ]
    shown = send(as_("admin"), "/people/import", table).text
    assert "2027-01-31" in shown and shown.count("岗位已经结束") == 1
    _, waiting = people.apply(table, None, cast.admin, plan.fingerprint)
    assert [person.name for person in waiting] == ["李四"]
    slips = as_("admin").get("/people/slips").text
    assert "李四" in slips and "张三" not in slips


# sheets, formulas, other files


def test_a_sheet_with_another_tables_header_is_called_another_table(cast):
    made = workbook(
        区域=[["编码", "名称", "类型", "上级"], ["3394", "甲社区", "社区", c.CITY]],
        人员=[["姓名", "手机号", "网格", "岗位"], ["张三", "13800001111", "甲", "网格员"]],
        值班=[["周一", "王芳"], ["周二", "李强"]],
    )
    assert told(areas.plan(made).remarks) == [
        "工作表“人员”像是另一张表，没有读",
        "工作表“值班”没有表头，没有读",
    ]


def with_formula(text):
    book, out = Workbook(), io.BytesIO()
    book.active.append(["编码", "名称", "类型", "上级"])
    book.active.append([text, "甲社区", "社区", c.CITY])
    book.save(out)
    return out.getvalue()


def test_a_formula_without_a_result_is_no_empty_cell(cast):
    plan = areas.plan(with_formula('=CONCATENATE("33","94")'))
    assert reasons(plan) == [(2, "no-result")]
    assert (
        plan.refused[0].sentence("zh")
        == "“编码”里的公式没有存下结果，请用表格软件打开这个文件，保存一次再上传"
    )
    assert reasons(areas.plan(with_formula(None))) == [(2, "no-code")]


MHT = (
    b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/html\r\n\r\n<table><tr><td>a</td></tr></table>\r\n--x--"
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(MHT, "is-mht"), (b"From: <Saved by WPS>\n" + MHT, "is-mht"), (b"", "is-empty"), (b" \r\n", "is-empty"), (b"\x00" * 64, "is-empty")],
)  # fmt: skip
def test_a_web_archive_and_an_empty_file_are_called_so(data, reason):
    assert refusal(areas.plan, data) == reason
    assert refusal(lambda sent: tables.read_table(sent, people_words.COLUMNS), data) == reason


@pytest.mark.parametrize("path", ["/areas/import", "/people/import", "/posters/plates/import"])
def test_an_empty_file_is_said_to_be_empty_on_every_page(as_, cast, path):
    answer = send(as_("admin"), path, b"")
    assert answer.status_code == 422 and "这个文件是空的" in answer.text


# the plan says what was read


def test_the_plan_shows_the_area_above_and_the_days_that_were_read(as_, cast):
    clock.freeze(1_795_920_000_000)  # 2026-11-29
    Area.update(begins="2020-01-01").where(Area.code == c.GRID).execute()
    rows = f"3394,甲社区,社区,{c.CITY},2025-1,2027-1\n3395,乙社区,社区,{c.CITY},,待定\n{c.GRID},第1网格,网格,{c.COMMUNITY},2020-02-01,\n"
    text = send(as_("admin"), "/areas/import", f"编码,名称,类型,上级,起,止\n{rows}".encode()).text
    plain = " ".join(part(f'<section id="x">{text}</section>', "x").split()) or text
    assert "2025-01-01" in text and "2027-01-31" in text and "长期" in text and "临港市" in plain
    assert "2020-01-01 → 2020-02-01" in " ".join(text.split())


def test_a_refused_read_never_reaches_the_store(cast):
    with pytest.raises(Problem):
        areas.write(MHT, None)
    assert not Area.select().where(Area.code == "3394").exists()
