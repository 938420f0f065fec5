"""A formula that takes in a cell without a number says so, on whatever sheet and through whatever it takes it in."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from app.insight.forms import blanks, formulas, writing
from app.insight.forms.blanks import Fill, Remarks
from app.insight.forms.files import XLSX
from tests import cast as c
from tests.insight.forms.test_forms import brought, click, filled, workbook
from tests.insight.forms.test_untouched import bytes_of
from tests.matters import ops

REMARKS = Remarks("请自己填", "不完整")
EMPTY = (0, 1, 1)  # B2


def book_with(formula: object) -> Workbook:
    """B2 is empty, A1 has the formula; a second sheet, and names."""
    book = Workbook()
    book.active.title = "Month 11"
    book.active["A1"] = formula
    book.create_sheet("Total")["B2"] = 5
    book.defined_names["came"] = DefinedName("came", attr_text="'Month 11'!$B$2:$B$4")
    book.defined_names["others"] = DefinedName("others", attr_text="Total!$B$2")
    return book


@pytest.mark.parametrize(
    "formula",
    [
        "=C1",
        "=SUM(C1:C9)",
        "=Total!B2",
        "=SUM(B3:B400)",
        '="B2"',
        "=LOG10(100)",
        "=others",
        "=[1]Old!B2",
        "=1:1",
    ],
)
def test_what_does_not_take_it_in_is_not_marked(formula):
    assert formulas.incomplete(bytes_of(book_with(formula)), [EMPTY]) == []


@pytest.mark.parametrize(
    "formula",
    [
        "=B2", "=$B$2/5", "=SUM(B1:B9)", "=AVERAGE(A5,B:B)", "=COUNT(2:2)", "='Month 11'!B2", "=IF(B2>3,1,0)", "=SUM(came)",
        "=SUM(B1:B90000)", '=INDIRECT("B"&2)', "=SUM(OFFSET(C1,1,0))", "=SUM(A5:INDEX(C:C,2))", "=nobodys", "=Table1[came]",
        "=SUM('Month 11:Total'!B2)", ArrayFormula("A1:A2", "=B2:B3*2"),
    ],
)  # fmt: skip
def test_what_takes_it_in_or_may_do_so_is_marked(formula):
    assert formulas.incomplete(bytes_of(book_with(formula)), [EMPTY]) == [(0, 0, 0)]
    assert formulas.incomplete(bytes_of(book_with(formula)), []) == []


def test_through_other_formulas_and_sheets_each_is_coloured_and_says_so_and_no_other():
    book = book_with("=SUM(B2:B4)")
    book["Month 11"]["C1"] = "=C2+1"
    book["Total"]["A1"], book["Total"]["A2"], book["Total"]["A3"] = "='Month 11'!A1*2", "=A1/B2", "=B2+1"
    data = writing.filled(XLSX, bytes_of(book), {"0.1.1": Fill(None), "0.2.1": Fill(7, "0", "7")}, REMARKS)
    made = load_workbook(io.BytesIO(data))
    marked = {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in made
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.fill.fgColor.rgb.endswith(blanks.NOT_KNOWN)
    }
    others = {("Month 11", "A1"), ("Total", "A1"), ("Total", "A2")}
    assert marked == {("Month 11", "B2"): "请自己填", **dict.fromkeys(others, "不完整")}
    assert made["Total"]["A2"].value == "=A1/B2"
    whole = writing.filled(XLSX, bytes_of(book), {"0.1.1": Fill(6, "0", "6")}, REMARKS)
    assert "comments" not in str(load_workbook(io.BytesIO(whole))["Total"].legacy_drawing)
    assert load_workbook(io.BytesIO(whole))["Month 11"]["A1"].comment is None


def test_a_sum_over_withheld_grids_is_not_told_as_if_it_were_whole(as_, cast, monday):
    for _ in range(9):
        ops.report(cast.worker)
    for _ in range(2):
        ops.report(cast.worker2, area=c.GRID2)
    desk = as_("desk")
    form = brought(desk, workbook((("一格", None), ("二格", None), ("合计", "=SUM(B2:B3)"))))
    click(desk, form, "0.1.1")
    click(desk, form, "0.2.1", area=c.GRID2)
    assert "公式用到这样的格子" in desk.get(f"/figures/forms/{form}").text
    total = load_workbook(io.BytesIO(filled(desk, form))).active["B4"]
    assert total.value == "=SUM(B2:B3)" and "算出来的不完整" in total.comment.text
    assert total.fill.fgColor.rgb.endswith(blanks.NOT_KNOWN)
