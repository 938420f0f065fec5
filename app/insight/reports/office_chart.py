"""The chart of a report as Word and a workbook draw it themselves, with their own fonts: dark and light bars with their numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from app.areas.imports.workbook import new_book
from app.insight.reports.charts import DARK, LIGHT
from app.insight.reports.content import Bar

WIDTH, HEIGHT = 16.2, 7.2  # cm, on A4
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHARTS = "http://schemas.openxmlformats.org/drawingml/2006/chart"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "Sheet1"  # of the small workbook in which Word opens the numbers
FIRST = 2  # its first row of numbers


def in_black_and_white(chart: Any) -> None:
    """Dark and light bars, each under its number; a span of which nothing is told has none."""
    from openpyxl.chart.data_source import NumFmt
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.shapes import GraphicalProperties

    chart.legend.position = "b"
    chart.gapWidth, chart.overlap = 50, -15
    chart.x_axis.delete = chart.y_axis.delete = chart.roundedCorners = (
        False  # unsaid, some draw it and some do not
    )
    chart.x_axis.axPos = "b"
    chart.y_axis.numFmt, chart.y_axis.scaling.min = NumFmt(formatCode="#,##0"), 0
    chart.y_axis.majorGridlines.spPr = GraphicalProperties()
    chart.y_axis.majorGridlines.spPr.line.solidFill = "D5D9DC"
    for series, colour in zip(chart.series, (DARK, LIGHT), strict=True):
        series.graphicalProperties.solidFill = colour.lstrip("#")
        series.graphicalProperties.line.solidFill = DARK.lstrip("#")
        series.dLbls = DataLabelList(
            dLblPos="outEnd", showVal=True,
            showSerName=False, showCatName=False, showLegendKey=False, showPercent=False, showBubbleSize=False,
        )  # fmt: skip


def add(made: Any, bars: Sequence[Bar], heads: Sequence[str], title: str) -> None:
    """Put it where the document ends. `heads`: what the spans, and both numbers, are called; `title`: for whoever cannot see it."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    package = made.part.package
    numbers = Part(PackURI("/word/embeddings/chart1.xlsx"), BOOK_TYPE, _book(bars, heads), package)
    chart = Part(PackURI("/word/charts/chart1.xml"), CHART_TYPE, b"", package)
    chart._blob = _drawn(bars, heads, chart.relate_to(numbers, f"{RELATIONS}/package"))
    made.add_paragraph().add_run()._r.append(_frame(made.part.relate_to(chart, f"{RELATIONS}/chart"), title))


def _book(bars: Sequence[Bar], heads: Sequence[str]) -> bytes:
    """The numbers, for whoever opens them from the chart."""
    made = new_book()
    made.active.title = SHEET
    for row in (heads, *((bar.words, bar.received, bar.closed) for bar in bars)):
        made.active.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _drawn(bars: Sequence[Bar], heads: Sequence[str], numbers: str) -> bytes:
    """The chart's XML, with the numbers in it, so that it is drawn without the workbook."""
    from openpyxl.chart import BarChart
    from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
    from openpyxl.chart.series import Series, SeriesLabel
    from openpyxl.xml.functions import tostring

    chart, last = BarChart(), FIRST + len(bars) - 1
    for at, counts in enumerate(([bar.received for bar in bars], [bar.closed for bar in bars])):
        column = "BC"[at]
        chart.series.append(Series(
            idx=at, order=at,
            tx=SeriesLabel(strRef=StrRef(f"{SHEET}!${column}$1", _words([heads[1 + at]]))),
            cat=AxDataSource(strRef=StrRef(f"{SHEET}!$A${FIRST}:$A${last}", _words([bar.words for bar in bars]))),
            val=NumDataSource(numRef=NumRef(f"{SHEET}!${column}${FIRST}:${column}${last}", _numbers(counts))),
        ))  # fmt: skip
    in_black_and_white(chart)
    tree = chart._write()
    outside = tree.makeelement(f"{{{CHARTS}}}externalData", {f"{{{RELATIONS}}}id": numbers})
    outside.append(tree.makeelement(f"{{{CHARTS}}}autoUpdate", {"val": "0"}))
    tree.append(outside)
    return XML.encode() + bytes(tostring(tree, encoding="utf-8"))


def _words(words: Sequence[str]) -> Any:
    from openpyxl.chart.data_source import StrData, StrVal

    return StrData(ptCount=len(words), pt=[StrVal(idx=at, v=word) for at, word in enumerate(words)])


def _numbers(counts: Sequence[int | None]) -> Any:
    from openpyxl.chart.data_source import NumData, NumVal

    points = [NumVal(idx=at, v=str(count)) for at, count in enumerate(counts) if count is not None]
    return NumData(formatCode="#,##0", ptCount=len(counts), pt=points)


def _frame(chart: str, title: str) -> Any:
    """What holds its place in a line of text."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Cm

    drawing = parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{Cm(WIDTH)}" cy="{Cm(HEIGHT)}"/><wp:docPr id="1" name="chart"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{CHARTS}"><c:chart xmlns:c="{CHARTS}" r:id="{chart}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )
    drawing.find(f".//{qn('wp:docPr')}").set("descr", title)
    return drawing
