"""A report as a workbook: the figures, what comes often where, and the six spans with a chart of their own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from app.core.words import mark, translate
from app.insight.reports.content import Report
from app.insight.reports.word import HEADS, HOT_HEADS, WAIT_HEADS, waits_of

WIDE, NARROW = 46, 14  # characters
SHEET_MOST = 31  # characters of a sheet's name
BARS_HEADS = (mark("哪段"), mark("收到"), mark("办结"))


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
    _rows(figures, [translate(word, language) for word in HEADS], (
        (translate(row.figure.words, language), row.now, row.before, row.change, translate(row.figure.definition, language))
        for row in report.rows
    ))  # fmt: skip
    hot = made.create_sheet(translate(mark("同一个地方常有的事"), language))
    _rows(
        hot,
        [translate(word, language) for word in HOT_HEADS],
        ((one.place, one.thing, one.count, one.before) for one in report.hot),
    )
    for table in report.again:
        again = made.create_sheet(table.words[:SHEET_MOST])
        _rows(
            again,
            [translate(word, language) for word in HOT_HEADS],
            ((one.place, one.thing, one.now, one.before) for one in table.rows),
        )
    waits = made.create_sheet(translate(mark("到现在等得最久的"), language)[:SHEET_MOST])
    _rows(waits, [translate(word, language) for word in WAIT_HEADS], waits_of(report))
    bars = made.create_sheet(translate(mark("近六段"), language))
    _rows(
        bars,
        [translate(word, language) for word in BARS_HEADS],
        ((bar.words, bar.received, bar.closed) for bar in report.bars),
    )
    chart = BarChart()
    chart.add_data(
        Reference(bars, min_col=2, max_col=3, min_row=1, max_row=1 + len(report.bars)), titles_from_data=True
    )
    chart.set_categories(Reference(bars, min_col=1, min_row=2, max_row=1 + len(report.bars)))
    bars.add_chart(chart, "E2")
    for cell in (cell for sheet in made.worksheets for row in sheet.rows for cell in row):
        if cell.data_type == "f":
            cell.data_type = "s"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _rows(sheet: Any, heads: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> None:
    from openpyxl.styles import Font

    sheet.append(list(heads))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(list(row))
    for number, column in enumerate("ABCDE"):
        sheet.column_dimensions[column].width = WIDE if number in (0, 4) else NARROW
