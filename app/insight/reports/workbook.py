"""A report as a workbook: the figures, what comes often where, and the six spans with a chart of their own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from app.core.words import mark, translate
from app.insight.reports.charts import DARK, LIGHT
from app.insight.reports.content import Report
from app.insight.reports.word import BARS_HEADS, HEADS, HOT_HEADS, NONE_OF_FIVE, WAIT_HEADS, waits_of

# of each column, in characters
WIDE, HOT_WIDE, WAIT_WIDE, BARS_WIDE = (
    (26, 12, 12, 16, 80),
    (40, 26, 12, 12),
    (16, 24, 36, 10, 12, 24),
    (24, 12, 12),
)
SHEET_MOST = 31  # characters of a sheet's name


def book(report: Report, language: str) -> bytes:
    """The XLSX; what looks like a formula is text."""
    from openpyxl import Workbook
    from openpyxl.chart import BarChart, Reference

    made = Workbook()
    figures = made.active
    figures.title = translate(mark("数据"), language)
    figures.append([report.title])
    for sentence in report.sentences:
        figures.append([sentence])
    figures.append([])
    write_rows(figures, WIDE, [translate(word, language) for word in HEADS], (
        (translate(row.figure.words, language), row.now, row.before, row.change, translate(row.figure.definition, language))
        for row in report.rows
    ))  # fmt: skip
    none = translate(NONE_OF_FIVE, language)
    hot = made.create_sheet(translate(mark("同一个地方常有的事"), language))
    write_rows(
        hot,
        HOT_WIDE,
        [translate(word, language) for word in HOT_HEADS],
        ((one.place, one.thing, one.count, one.before) for one in report.hot),
        none,
    )
    for table in report.again:
        again = made.create_sheet(table.words[:SHEET_MOST])
        write_rows(
            again,
            HOT_WIDE,
            [translate(word, language) for word in HOT_HEADS],
            ((one.place, one.thing, one.now, one.before) for one in table.rows),
            none,
        )
    waits = made.create_sheet(translate(mark("到现在等得最久的"), language)[:SHEET_MOST])
    write_rows(waits, WAIT_WIDE, [translate(word, language) for word in WAIT_HEADS], waits_of(report))
    bars = made.create_sheet(translate(mark("近六段"), language))
    write_rows(
        bars,
        BARS_WIDE,
        [translate(word, language) for word in BARS_HEADS],
        ((bar.words, bar.received, bar.closed) for bar in report.bars),
    )
    chart = BarChart()
    chart.add_data(
        Reference(bars, min_col=2, max_col=3, min_row=1, max_row=1 + len(report.bars)), titles_from_data=True
    )
    chart.set_categories(Reference(bars, min_col=1, min_row=2, max_row=1 + len(report.bars)))
    for series, colour in zip(chart.series, (DARK, LIGHT), strict=True):
        series.graphicalProperties.solidFill = colour.lstrip("#")
        series.graphicalProperties.line.solidFill = DARK.lstrip("#")
    bars.add_chart(chart, "E2")
    for cell in (cell for sheet in made.worksheets for row in sheet.rows for cell in row):
        if cell.data_type == "f":
            cell.data_type = "s"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def write_rows(
    sheet: Any,
    widths: Sequence[int],
    heads: Sequence[str],
    rows: Iterable[Sequence[str | int | None]],
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
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
