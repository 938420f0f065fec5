"""A report as a workbook: the figures, what comes often where, and the six spans with a chart of their own."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

from app.areas.imports.workbook import new_book, on_paper, wide_as
from app.core.words import mark, translate
from app.insight.figures import MATTERS, SHARE
from app.insight.reports import often
from app.insight.reports.content import Report, Row
from app.insight.reports.office_chart import in_black_and_white
from app.insight.reports.word import (
    BARS_HEADS,
    HEADS,
    HOT_HEADS,
    NONE_OF_FIVE,
    WAIT_HEADS,
    left_words,
    waits_definition,
    waits_of,
)

# of each column, in characters
WIDE, HOT_WIDE, WAIT_WIDE, BARS_WIDE = (
    (26, 14, 14, 18, 80),
    (40, 26, 14, 14),
    (18, 26, 36, 10, 20, 26),
    (24, 12, 12),
)
FORMATS = {SHARE: "0%", MATTERS: "#,##0"}  # of what is a number in a cell
SHEET_MOST = 31  # characters of a sheet's name
LINE = 17  # points: the height of a line, in Chinese, too
FULL = 0.88  # of a line is filled


def book(report: Report, language: str) -> bytes:
    """The XLSX; what looks like a formula is text."""
    made = new_book()
    _write_figures(made.active, report, language)
    none = translate(NONE_OF_FIVE, language)
    hot = made.create_sheet(translate(mark("同一个地方常有的事"), language))
    rows = [(one.place, one.thing, one.count, one.before) for one in report.hot]
    write_rows(hot, HOT_WIDE, _heads(HOT_HEADS, language), rows, none)
    _left(hot, report.hot_left, language)
    _say(hot, translate(often.DEFINITION_LEAVING, language), HOT_WIDE)
    for table in report.again:
        again = made.create_sheet(table.words[:SHEET_MOST])
        counts = [(one.place, one.thing, one.now, _told(one.before)) for one in table.rows]
        write_rows(again, HOT_WIDE, _heads(HOT_HEADS, language), counts, none)
        _left(again, table.left, language)
    waits = made.create_sheet(translate(mark("到现在等得最久的"), language)[:SHEET_MOST])
    write_rows(waits, WAIT_WIDE, _heads(WAIT_HEADS, language), waits_of(report))
    _say(waits, waits_definition(report, language), WAIT_WIDE)
    _write_bars(made.create_sheet(translate(mark("近六段"), language)), report, language)
    return saved(made)


def saved(made: Any) -> bytes:
    """A workbook's bytes; what looks like a formula is text."""
    for cell in (cell for sheet in made.worksheets for row in sheet.rows for cell in row):
        if cell.data_type == "f":
            cell.data_type = "s"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _heads(words: Sequence[str], language: str) -> list[str]:
    return [translate(word, language) for word in words]


def _write_figures(sheet: Any, report: Report, language: str) -> None:
    """Title, sentences and the figures, which are numbers to reckon with."""
    sheet.title = translate(mark("数据"), language)
    for line in filter(None, (report.title, *report.sentences, report.compared_words)):
        _say(sheet, line, WIDE)
    sheet.append([])
    write_rows(sheet, WIDE, _heads(HEADS, language), (
        (translate(row.figure.words, language), *_values(row), row.change or "—", translate(row.figure.definition, language))
        for row in report.rows
    ))  # fmt: skip
    first = sheet.max_row - len(report.rows) + 1
    for cells, row in zip(sheet.iter_rows(min_row=first, min_col=2, max_col=3), report.rows, strict=True):
        for cell in cells:
            cell.number_format = FORMATS.get(row.figure.unit, cell.number_format)


def _write_bars(sheet: Any, report: Report, language: str) -> None:
    """The six spans, and their chart beside them."""
    from openpyxl.chart import BarChart, Reference

    rows = [(bar.words, bar.received, bar.closed) for bar in report.bars]
    write_rows(sheet, BARS_WIDE, _heads(BARS_HEADS, language), rows)
    last = 1 + len(rows)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, max_col=3, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    in_black_and_white(chart)
    sheet.add_chart(chart, "E2")


def _values(row: Row) -> tuple[str | float | None, ...]:
    """Both as numbers to reckon with, of times as words; what is not told as it is written."""
    words = (row.now, row.before)
    if row.figure.unit not in FORMATS:
        return words
    return tuple(word if value is None else value for word, value in zip(words, row.values, strict=True))


def _told(count: int | None) -> int | str:
    return "—" if count is None else count


def _left(sheet: Any, left: int, language: str) -> None:
    if left:
        _say(sheet, left_words(left, language), HOT_WIDE)


def _say(sheet: Any, words: str, widths: Sequence[int]) -> None:
    """A sentence over all columns."""
    from openpyxl.styles import Alignment

    sheet.append([words])
    at = sheet.max_row
    sheet.cell(at, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(widths))
    sheet.row_dimensions[at].height = _height([words], [sum(widths)])


def _height(words: Iterable[object], widths: Sequence[int]) -> float:
    """Of a row whose cells wrap: said outright, for not every program makes it out by itself."""
    return LINE * max(
        sum(_lines(line, width) for line in str(word).split("\n"))
        for word, width in zip(words, widths, strict=False)
    )


def _lines(line: str, width: int) -> int:
    """How many lines it takes; less than the width goes onto each, for words are not cut, and faces differ in width."""
    return max(1, math.ceil(wide_as(line) / (FULL * width)))


def write_rows(
    sheet: Any,
    widths: Sequence[int],
    heads: Sequence[str],
    rows: Iterable[Sequence[str | float | None]],
    none: str = "",
) -> None:
    """Heads and rows, so wide that they can be read, on paper no wider than a page; `none`: what is said where there are no rows."""
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    edge = Border(*[Side(style="thin")] * 4)
    sheet.append(list(heads))
    first = sheet.max_row
    for cell in sheet[first]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(list(row))
    if none and sheet.max_row == first:
        sheet.append([none])
    for cell in (cell for cells in sheet.iter_rows(min_row=first) for cell in cells):
        cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), edge
    for at, cells in enumerate(sheet.iter_rows(min_row=first, values_only=True), first):
        sheet.row_dimensions[at].height = _height(("" if one is None else one for one in cells), widths)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    on_paper(sheet)
