"""Cells as offices leave them: with a format of their own, a line, a dash, a 0 or a unit; each shows the right number in it."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from app.insight.forms import blanks, writing
from app.insight.forms.blanks import HOURS, Fill, Remarks
from app.insight.forms.files import DOCX, XLSX
from tests import cast as c
from tests.insight.forms.test_forms import brought, click, document, filled, happened, workbook
from tests.insight.forms.test_untouched import bytes_of

COUNT, SHARE, TIME = Fill(135, "0", "135"), Fill(0.73, "0%", "73%"), Fill(1.5, HOURS, "1.5 小时")
DAY = "yyyy-mm-dd"


@pytest.mark.parametrize(
    ("format", "fill", "shown"),
    [
        ("General", SHARE, (0.73, "0%")), ("0", SHARE, (73, "0")), ("0.00", SHARE, (73, "0.00")), ("0.00%", SHARE, (0.73, "0.00%")),
        ('0"%"', SHARE, (73, '0"%"')), (DAY, SHARE, (0.73, "0%")), ("@", SHARE, (73, "@")),
        ("General", COUNT, (135, "0")), ("#,##0", COUNT, (135, "#,##0")), (DAY, COUNT, (135, "0")), ("mm-dd-yy", COUNT, (135, "0")),
        ("0%", COUNT, (135, "0")), ('0"件"', COUNT, (135, '0"件"')),
        ("General", TIME, (1.5, '0.0"小时"')), ("0.00", TIME, (1.5, "0.00")), ("h:mm", TIME, (1.5, '0.0"小时"')),
    ],
)  # fmt: skip
def test_a_cell_shows_the_number_in_its_own_format_or_in_one_that_fits(format, fill, shown):
    book = Workbook()
    book.active["A1"], book.active["B1"].number_format = "数", format
    made = load_workbook(io.BytesIO(writing.filled(XLSX, bytes_of(book), {"0.0.1": fill}, Remarks()))).active
    assert (made["B1"].value, made["B1"].number_format) == shown


def free(kind, data):
    return [cell.is_free for sheet in blanks.sheets(kind, data) for row in sheet.rows for cell in row]


@pytest.mark.parametrize("words", ["件", "5", 5, True, "=0", "-3", "100%", "-/"])
def test_what_says_something_takes_no_figure_in_a_workbook(words):
    assert free(XLSX, workbook(((None, words),)))[-1] is False


@pytest.mark.parametrize("words", [" ", "　　", "____", "＿＿", "-", "——", "%", "__％", 0, 0.0])
def test_what_is_left_open_takes_one_and_stays_where_the_number_is_not_known(words):
    data = workbook((("收到", words),))
    assert free(XLSX, data)[-1]
    for fill, expected in ((COUNT, 135), (Fill(None), words)):
        made = load_workbook(io.BytesIO(writing.filled(XLSX, data, {"0.1.1": fill}, Remarks("空")))).active
        assert made["B2"].value == expected


def paper(*words):
    made = Document()
    table = made.add_table(rows=1, cols=len(words))
    for at, one in enumerate(words):
        runs = one if isinstance(one, list) else [one]
        for run in runs:
            table.cell(0, at).paragraphs[0].add_run(run)
    return bytes_of(made)


@pytest.mark.parametrize("words", ["件", "5", "____2026年____月", "姓名____", "备注：____", "-3"])
def test_what_says_something_takes_no_figure_in_a_document(words):
    assert free(DOCX, paper("", words)) == [True, False]


@pytest.mark.parametrize(
    ("words", "fill", "expected"),
    [
        ("____", COUNT, "135"), ("____件", COUNT, "135件"), (["__", "__", "件"], COUNT, "135件"), ("　　", COUNT, "135"), ("——", COUNT, "135"),
        ("____%", SHARE, "73%"), ("%", SHARE, "73%"), ("____", SHARE, "73%"), ("____小时", TIME, "1.5小时"), ("____分钟", TIME, "90分钟"),
        ("____", TIME, "1.5 小时"), ("____件", Fill(None), "____件"),
    ],
)  # fmt: skip
def test_a_number_stands_on_the_line_before_its_unit(words, fill, expected):
    data = paper(words)
    assert free(DOCX, data) == [True]
    made = Document(io.BytesIO(writing.filled(DOCX, data, {"0.0.0": fill}, Remarks())))
    assert made.tables[0].cell(0, 0).text == expected


def test_a_line_is_clicked_and_a_cell_beside_it_is_known_by_the_words_before_it(as_, cast, monday):
    happened(cast)
    desk = as_("desk")
    form = brought(desk, workbook((("收到", "____", None, "件"),)))
    assert "____" in desk.get(f"/figures/forms/{form}").text
    assert click(desk, form, "0.1.1").status_code == 303
    assert load_workbook(io.BytesIO(filled(desk, form))).active["B2"].value == 7
    rows = blanks.sheets(XLSX, workbook((("收到", "____", None, "件"),)))[0].rows
    assert rows[1][2].left == "收到"


def test_the_page_says_in_which_unit_a_cell_gets_its_number(as_, cast, monday):
    desk = as_("desk")
    page = desk.get(f"/figures/forms/{brought(desk, workbook())}").text
    for words in (
        "首次响应（小时）",
        "按时办结（百分比）",
        "按时办结（件数）",
        "走访覆盖（楼栋数）",
        ">收到<",
    ):
        assert words in page, words
    page = desk.get(f"/figures/forms/{brought(desk, document())}").text
    assert ">首次响应<" in page and "按时办结（件数）" in page


def test_no_file_of_ours_names_a_library_as_its_author(as_, cast, monday):
    happened(cast)
    desk = as_("desk")
    for kind in ("docx", "xlsx"):
        reply = desk.get(
            f"/figures/report/report.{kind}", query_string={"area": c.COMMUNITY, "of": "2026-11-16"}
        )
        assert reply.status_code == 200
        with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
            core = archive.read("docProps/core.xml").decode()
        assert "openpyxl" not in core and "python-docx" not in core
