"""Formulas in a Word form, blanks that are underlined, and lines with a unit in a workbook's cell."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import load_workbook

from app.insight.forms import blanks, writing
from app.insight.forms.blanks import HOURS, NOT_KNOWN, Fill, Remarks
from app.insight.forms.files import DOCX, XLSX
from app.insight.forms.models import BlankForm
from tests import cast as c
from tests.insight.forms.test_forms import bring, click, filled, happened, workbook
from tests.insight.forms.test_untouched import bytes_of
from tests.matters import ops

COUNT, SHARE, TIME, UNKNOWN = (
    Fill(135, "0", "135"),
    Fill(0.73, "0%", "73%"),
    Fill(1.5, HOURS, "1.5 小时"),
    Fill(None),
)
SIMPLE = '<w:fldSimple {} w:instr=" {} "><w:r><w:t>99</w:t></w:r></w:fldSimple>'
MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
LONG = (
    f'<w:p {{}}>{MARK.format("begin")}<w:r><w:instrText xml:space="preserve"> =SUM(</w:instrText></w:r>'
    f"<w:r><w:instrText>{{}}) </w:instrText></w:r>{MARK.format('separate')}<w:r><w:t>99</w:t></w:r>{MARK.format('end')}</w:p>"
)


def table_of(rows: int, columns: int, *formulas: tuple[int, int, str], merged=None):
    """A document with a table, and formulas in its cells."""
    made = Document()
    table = made.add_table(rows, columns)
    if merged:
        table.cell(*merged[0]).merge(table.cell(*merged[1]))
    for row, column, words in formulas:
        words = words.replace('"', "&quot;")
        table.cell(row, column).paragraphs[0]._p.append(parse_xml(SIMPLE.format(nsdecls("w"), words)))
    return made


def coloured(data: bytes) -> set[tuple[int, int]]:
    (table,) = Document(io.BytesIO(data)).tables
    return {
        (row, column)
        for row in range(len(table.rows))
        for column in range(len(table.columns))
        if any(one.get(qn("w:fill")) == NOT_KNOWN for one in table.cell(row, column)._tc.iter(qn("w:shd")))
    }


def test_a_formula_takes_no_figure_and_is_no_word_beside_others():
    made = table_of(2, 2, (1, 0, "=SUM(ABOVE)"))
    made.tables[0].cell(0, 0).text = "数"
    rows = blanks.sheets(DOCX, bytes_of(made))[0].rows
    assert [[cell.is_free for cell in row] for row in rows] == [[False, True], [False, True]]
    assert rows[1][0].words == "=SUM(ABOVE)" and rows[1][1].left == ""


@pytest.mark.parametrize("words", ["DATE", "MERGEFIELD 收到"])
def test_another_field_takes_none_either_but_one_to_type_into_does(words):
    assert [
        cell.is_free for cell in blanks.sheets(DOCX, bytes_of(table_of(1, 2, (0, 0, words))))[0].rows[0]
    ] == [False, True]
    made = table_of(1, 1, (0, 0, "FORMTEXT"))
    next(made.tables[0]._tbl.iter(qn("w:t"))).text = "\u2002" * 5
    assert blanks.sheets(DOCX, bytes_of(made))[0].rows[0][0].is_free


@pytest.mark.parametrize(
    "words",
    [
        "=SUM(ABOVE)", "=sum( above )", '=SUM(ABOVE) \\# "0"', "=B2", "=B2+B3", "=SUM(B1:B2)", "=AVERAGE(B2)", "=SUM(B1,B2)", "=SUM(total)",
        "=SUM(Table2 A1)", "=",
    ],
)  # fmt: skip
def test_a_formula_that_takes_in_a_cell_without_its_number_or_may_do_so_is_coloured(words):
    data = bytes_of(table_of(4, 3, (3, 1, words)))
    assert coloured(writing.filled(DOCX, data, {"0.1.1": UNKNOWN, "0.2.1": COUNT}, Remarks())) == {
        (1, 1),
        (3, 1),
    }
    assert coloured(writing.filled(DOCX, data, {"0.1.1": COUNT, "0.2.1": COUNT}, Remarks())) == set()


@pytest.mark.parametrize("words", ["=SUM(LEFT)", "=SUM(C1:C3)", "=MAX(B1)"])
def test_one_that_takes_in_others_is_not(words):
    data = bytes_of(table_of(4, 3, (3, 1, words)))
    assert coloured(writing.filled(DOCX, data, {"0.1.1": UNKNOWN}, Remarks())) == {(1, 1)}


def test_through_another_formula_in_many_pieces_and_under_merged_cells_too():
    made = table_of(4, 3, (3, 1, "=SUM(ABOVE)"), (3, 2, "=SUM(LEFT)"))
    data = writing.filled(DOCX, bytes_of(made), {"0.0.1": UNKNOWN}, Remarks())
    assert coloured(data) == {(0, 1), (3, 1), (3, 2)}
    made = table_of(3, 3)
    made.tables[0].cell(2, 2)._tc.replace(
        made.tables[0].cell(2, 2).paragraphs[0]._p, parse_xml(LONG.format(nsdecls("w"), "ABOVE"))
    )
    assert coloured(writing.filled(DOCX, bytes_of(made), {"0.0.2": UNKNOWN}, Remarks())) == {(0, 2), (2, 2)}
    made = table_of(3, 3, (2, 1, "=SUM(C1:C1)"), merged=((0, 0), (0, 1)))
    assert (2, 1) in coloured(writing.filled(DOCX, bytes_of(made), {"0.0.2": UNKNOWN}, Remarks()))


def test_what_a_formula_came_to_in_the_blank_is_not_told_of_the_filled_one():
    made = table_of(3, 2, (2, 0, "=SUM(ABOVE)"), (2, 1, "DATE"))
    made.tables[0].cell(1, 1)._tc.append(parse_xml(LONG.format(nsdecls("w"), "B1")))
    document = Document(io.BytesIO(writing.filled(DOCX, bytes_of(made), {"0.0.0": COUNT}, Remarks())))
    table = document.tables[0]
    shown = [
        "".join(text.text or "" for text in table.cell(*at)._tc.iter(qn("w:t")))
        for at in ((2, 0), (1, 1), (2, 1))
    ]
    assert shown == ["", "", "99"]
    marked = [one.get(qn("w:dirty")) for one in table._tbl.iter(qn("w:fldSimple"), qn("w:fldChar"))]
    assert marked.count("true") == 2


def paper(*runs):
    """A cell of runs: a pair is (words, is underlined)."""
    made = Document()
    paragraph = made.add_table(1, 1).cell(0, 0).paragraphs[0]
    for words, is_underlined in runs:
        paragraph.add_run(words).underline = is_underlined or None
    return bytes_of(made)


@pytest.mark.parametrize(
    "runs",
    [
        [("姓名", False), ("    ", True)], [("备注：", False), ("　　", True)], [("    ", False), ("件", False)], [("五件", True)],
        [("  ", True), ("年", False), ("  ", True), ("月", False)],
    ],
)  # fmt: skip
def test_what_says_something_beside_an_underlined_blank_takes_no_figure(runs):
    assert not blanks._in_document(Document(io.BytesIO(paper(*runs))).tables[0].cell(0, 0))[1]


@pytest.mark.parametrize(
    ("runs", "fill", "expected"),
    [
        ([("      ", True)], COUNT, "135"), ([("　　　", True), ("件", False)], COUNT, "135件"), ([("   件 ", True)], COUNT, "135件"), ([(" ", False), ("\t", True), (" 件", False)], COUNT, "135件"),
        ([("  ", True), ("  ", True), ("人次", False)], COUNT, "135人次"), ([("   ", True), ("%", False)], SHARE, "73%"),
        ([("   ", True), ("小时", False)], TIME, "1.5小时"), ([("   ", True), ("件", False)], UNKNOWN, "   件"),
    ],
)  # fmt: skip
def test_a_number_stands_on_an_underlined_blank_before_its_unit(runs, fill, expected):
    data = paper(*runs)
    assert blanks.sheets(DOCX, data)[0].rows[0][0].is_free
    cell = Document(io.BytesIO(writing.filled(DOCX, data, {"0.0.0": fill}, Remarks()))).tables[0].cell(0, 0)
    assert cell.text == expected
    if fill is not UNKNOWN:
        (line,) = [run for run in cell.paragraphs[0].runs if run.text and run.underline]
        assert line.text in expected and ("件" not in line.text or len(runs) == 1)


@pytest.mark.parametrize(
    ("words", "fill", "shown"),
    [
        ("____件", COUNT, (135, '0"件"')), ("＿＿ 人次", COUNT, (135, '0"人次"')), ("____小时", TIME, (1.5, '0.0"小时"')),
        ("____分钟", TIME, (90, '0"分钟"')), ("____件", TIME, (1.5, '0.0"小时""件"')), ("____%", SHARE, (0.73, "0%")),
        ("____件", UNKNOWN, ("____件", "General")),
    ],
)  # fmt: skip
def test_a_number_in_a_workbook_is_shown_with_the_unit_behind_its_line_and_stays_a_number(words, fill, shown):
    data = workbook((("收到", words),))
    assert blanks.sheets(XLSX, data)[0].rows[1][1].is_free
    cell = load_workbook(io.BytesIO(writing.filled(XLSX, data, {"0.1.1": fill}, Remarks("空"))))["月报"]["B2"]
    assert (cell.value, cell.number_format) == shown


def test_the_page_shows_the_formula_offers_the_lines_and_says_what_each_program_does(as_, cast, monday):
    happened(cast)
    for _ in range(2):
        ops.report(cast.worker2, area=c.GRID2)
    desk = as_("desk")
    made = table_of(3, 2, (2, 1, "=SUM(ABOVE)"))
    for at, words in enumerate(("一格", "二格", "合计")):
        made.tables[0].cell(at, 0).text = words
    run = made.tables[0].cell(0, 1).paragraphs[0].add_run("      ")
    run.underline = True
    bring(desk, bytes_of(made))
    form = BlankForm.get().id
    page = desk.get(f"/figures/forms/{form}").text
    for words in ("=SUM(ABOVE)", "＋ ______", "也涂黄", "再按 F9", "前一期（整期）", "前一段只数同样的天数"):
        assert words in page, words
    assert click(desk, form, "0.2.1").status_code == 422
    click(desk, form, "0.0.1")
    click(desk, form, "0.1.1", area=c.GRID2)
    assert coloured(filled(desk, form)) == {(1, 1), (2, 1)}
