"""A report as a workbook: the figures, what comes often where, and the six spans with a chart of their own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from app.core.words import mark, translate
from app.insight.figures import MATTERS, SHARE
from app.insight.reports.charts import DARK, LIGHT
from app.insight.reports.content import Report, Row
from app.insight.reports.word import (
    BARS_HEADS,
    DAYS_HEAD,
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
    (26, 12, 12, 16, 80),
    (40, 26, 12, 12),
    (16, 24, 36, 10, 12, 24),
    (24, 12, 12),
)
FORMATS = {SHARE: "0%", MATTERS: "#,##0"}  # of what is a number in a cell
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
        (translate(row.figure.words, language), *_values(row), row.change, translate(row.figure.definition, language))
        for row in report.rows
    ))  # fmt: skip
    for cells, row in zip(
        figures.iter_rows(min_row=figures.max_row - len(report.rows) + 1, min_col=2, max_col=3),
        report.rows,
        strict=True,
    ):
        for cell in cells:
            cell.number_format = FORMATS.get(row.figure.unit, cell.number_format)
    none = translate(NONE_OF_FIVE, language)
    hot = made.create_sheet(translate(mark("同一个地方常有的事"), language))
    write_rows(
        hot,
        HOT_WIDE,
        [translate(word, language) for word in HOT_HEADS],
        ((one.place, one.thing, one.count, one.before) for one in report.hot),
        none,
    )
    _left(hot, report.hot_left, language)
    for table in report.again:
        again = made.create_sheet(table.words[:SHEET_MOST])
        write_rows(
            again,
            HOT_WIDE,
            [translate(word, language) for word in HOT_HEADS],
            ((one.place, one.thing, _number(one.now), _number(one.before)) for one in table.rows),
            none,
        )
        _left(again, table.left, language)
    waits = made.create_sheet(translate(mark("到现在等得最久的"), language)[:SHEET_MOST])
    write_rows(
        waits,
        WAIT_WIDE,
        [translate(word, language) for word in WAIT_HEADS],
        map(_with_days, waits_of(report)),
    )
    waits.append([waits_definition(report, language)])
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


def _values(row: Row) -> tuple[str | float | None, ...]:
    """Both as numbers to reckon with, of times as words; what is not told as it is written."""
    words = (row.now, row.before)
    if row.figure.unit not in FORMATS:
        return words
    return tuple(word if value is None else value for word, value in zip(words, row.values, strict=True))


def _number(text: str) -> int | str:
    """A count that is written, as a number; "—" as it is."""
    plain = text.replace(",", "")
    return int(plain) if plain.isdecimal() else text


def _with_days(cells: tuple[str, ...]) -> tuple[str | int, ...]:
    return tuple(
        _number(cell) if head == DAYS_HEAD else cell for head, cell in zip(WAIT_HEADS, cells, strict=True)
    )


def _left(sheet: Any, left: int, language: str) -> None:
    if left:
        sheet.append([left_words(left, language)])


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
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
