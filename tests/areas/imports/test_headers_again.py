"""A header that stands again further down a table costs no row, in any import."""

import io

import pytest
from openpyxl import Workbook

from app.areas.imports import areas, messages, people, people_words, tables
from app.areas.models import Area
from app.areas.telephones import directory
from app.requests.posters import door_plates
from app.settings import ROOT
from tests import cast as c

SAMPLES = ROOT / "tests" / "samples" / "tables"


def workbook(**sheets):
    """An XLSX of sheets of rows of text."""
    made = io.BytesIO()
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(made)
    return made.getvalue()


def numbers(data, columns):
    return [row.number for row in tables.read_table(data, columns).rows]


def test_areas_under_a_second_header_and_above_it_are_all_new(store):
    data = (SAMPLES / "areas_repeated_header.csv").read_bytes()
    plan, done = areas.write(data, None)
    assert done and plan.counts == {"new": 3, "changed": 0, "unchanged": 0, "left": 0, "refused": 0}
    assert {area.code for area in Area.select()} == {"3390", "3390001", "3390001001"}


def test_people_under_a_second_header_and_above_it_all_stand_in_the_table(cast):
    data = (SAMPLES / "people_repeated_header.csv").read_bytes().replace(b"330302006044", c.GRID.encode())
    plan = people.plan(data, None)
    assert [(line.number, line.verdict) for line in plan.lines] == [(n, "new") for n in (2, 3, 4, 5, 7, 8)]
    people.apply(data, None, None, plan.fingerprint)
    again = people.plan(data, None)
    assert len(again.lines_of("unchanged")) == 6 and [its.person.name for its in again.leaving] == ["王芳"]


@pytest.mark.parametrize(
    ("columns", "header", "rows"),
    [
        (people_words.COLUMNS, "序号,姓名,手机号（必填）,网格,岗位", "1,张三,13900001111,第1网格,网格员"),
        (messages.COLUMNS, "编码,名称,类型,上级", "3390,甲市,市,"),
        (directory.COLUMNS, "类型,名称,电话", "物业,滨江物业,0577-1234567"),
        (door_plates.COLUMNS, "门牌码，楼栋编码", "https://example.org/1,33039900100100101001"),
    ],
)
def test_no_import_loses_what_stands_above_a_later_header(columns, header, rows):
    page = f"某某社区\n{header}\n{rows}\n{rows}\n"
    again = header.replace("（必填）", " *")
    assert numbers(f"{page}{again}\n{rows}\n{page}{rows}".encode(), columns) == [3, 4, 6, 9, 10, 11]


def test_a_second_header_of_other_columns_holds_for_the_rows_below_it():
    data = (
        "姓名,手机号,网格,岗位\n张三,1,甲,网格员\n手机号,工号,姓名,网格,岗位\n2,A2,李四,乙,网格长\n".encode()
    )
    found = tables.read_table(data, people_words.COLUMNS).rows
    told = [(row.cells["name"], row.cells["phone"], row.cells["staff_no"]) for row in found]
    assert told == [("张三", "1", ""), ("李四", "2", "A2")]


def test_a_forms_line_above_the_header_is_not_taken_for_it():
    data = "单位,临港社区,联系电话,0577-1\n制表,某某\n姓名,手机号,网格,岗位\n张三,1,甲,网格员\n".encode()
    found = tables.read_table(data, people_words.COLUMNS).rows
    assert [(row.number, row.cells["name"]) for row in found] == [(4, "张三")]


def test_rows_of_a_second_sheet_count_and_another_table_beside_them_does_not():
    sample = (SAMPLES / "people_two_sheets.xlsx").read_bytes()
    found = tables.read_table(sample, people_words.COLUMNS).rows
    assert len(found) == 2 and all("!2" in str(row.number) for row in found)
    made = workbook(
        区域=[["编码", "名称", "类型", "上级", "起", "止"], ["1", "甲", "市", "", "", ""]],
        人员=[["姓名", "手机号", "网格", "岗位", "起", "止"], ["张三", "1", "甲", "网格员", "", ""]],
    )
    assert [row.cells["name"] for row in tables.read_table(made, people_words.COLUMNS).rows] == ["张三"]
    assert [row.number for row in tables.read_table(made, people_words.COLUMNS).rows] == [2]
