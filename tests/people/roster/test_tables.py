"""Tables as people keep them are read; bombs and pictures are refused."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from app.areas.imports import tables, workbook
from app.core.problems.problem import Problem

COLUMNS = {"name": ("姓名", "name"), "phone": ("手机号", "手机号码"), "grid": ("网格",), "begins": ("起",)}


def xlsx(fill):
    book = Workbook()
    fill(book.active)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def bomb():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 220_000_000)
    return made.getvalue()


def with_entities():
    made = io.BytesIO(xlsx(lambda sheet: sheet.append(["姓名", "手机号"])))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/evil.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x00\x00",
        b"PK\x03\x04 not a zip",
        b"\xd0\xcf\x11\xe0 old",
        b"a,b\n1,2\n",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_table_is_refused(data):
    with pytest.raises(Problem) as refused:
        tables.read_table(data, COLUMNS)
    assert refused.value.name == "unreadable-table"


@pytest.mark.parametrize("make", [bomb, with_entities])
def test_an_archive_that_unpacks_to_harm_is_refused(make):
    with pytest.raises(Problem) as refused:
        tables.read_table(make(), COLUMNS)
    assert refused.value.name == "unreadable-table"


def test_more_than_fifty_thousand_rows_are_refused():
    data = "姓名,手机号\n".encode() + "张三,1\n".encode() * 50_001
    with pytest.raises(Problem) as refused:
        tables.read_table(data, COLUMNS)
    assert refused.value.errors[0][1] == "too-many-rows"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding_offices_use(encoding, delimiter):
    lines = [
        ["临港社区人员名册"],
        ["姓名", "手机号码(必填)", "备注"],  # half-width: as some tables have it
        ["王芳", "13900000001", "x"],
        [],
        ["李 强", "", ""],
    ]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    rows = tables.read_table(data, COLUMNS).rows
    assert [(row.number, row.cells["name"], row.cells["phone"]) for row in rows] == [
        (3, "王芳", "13900000001"),
        (5, "李 强", ""),
    ]
    assert rows[0].cells["grid"] == ""


def test_title_rows_merged_cells_and_numbers_survive():
    def fill(sheet):
        sheet.append(["临港社区网格员名册", None, None, None])
        sheet.merge_cells("A1:D1")
        sheet.append(["网格 *", "姓名", "手机号", "起止", None])
        sheet.append([None, None, None, "起", "止"])
        for column in "ABC":
            sheet.merge_cells(f"{column}2:{column}3")
        sheet.merge_cells("D2:E2")
        sheet.append(["第1网格", "王芳", 13900000001, dt.datetime(2026, 1, 1), None])
        sheet.append([None, "李强", 13900000002.0, "2026/1/1", None])
        sheet.merge_cells("A4:A5")

    rows = tables.read_table(xlsx(fill), COLUMNS).rows
    assert [row.cells for row in rows] == [
        {"name": "王芳", "phone": "13900000001", "grid": "第1网格", "begins": "2026-01-01"},
        {"name": "李强", "phone": "13900000002", "grid": "第1网格", "begins": "2026/1/1"},
    ]
    assert [row.number for row in rows] == [4, 5]


def test_a_row_that_claims_to_be_the_billionth_ends_the_reading():
    made = xlsx(lambda sheet: (sheet.append(["姓名", "手机号"]), sheet.append(["王芳", "1"])))
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(again, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b'<row r="2"', b'<row r="999999999"'))
    assert tables.read_table(again.getvalue(), COLUMNS).rows == []


def test_a_filled_template_is_read_and_its_notes_are_not():
    made = workbook.template("人员", ["姓名", "手机号"], [["示例", "139"]], ["说明"])
    assert tables.read_table(made, COLUMNS).rows == []


def test_a_template_keeps_the_zeros_before_a_number(store):
    """Its columns are text, also where nothing stands yet; nothing in it is taken for a formula or a link."""
    made = workbook.template(
        "人员", ["姓名", "手机号"], [["示例", "013900000000"]], ["=1+1", "手机号是 11 位"]
    )
    book = load_workbook(io.BytesIO(made))
    table, guide = book.worksheets
    assert [cell.value for cell in table[1]] == ["姓名", "手机号"] and table.freeze_panes == "A2"
    for sheet in (table, guide):
        assert {sheet.column_dimensions[letter].number_format for letter in "AB"} == {"@"}
    assert guide["B2"].value == "013900000000" and guide["A4"].value == "=1+1"
    assert {cell.data_type for row in guide.rows for cell in row if cell.value is not None} == {"s"}
