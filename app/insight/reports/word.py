"""A report as a Word document: title, three sentences, the table of figures with their definitions, six spans with their chart, and what comes often where."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from app.core import clock
from app.core.words import mark, translate
from app.insight.reports import columns, office_chart, often, waiting
from app.insight.reports.content import Report

FONT, HEADING_FONT = "宋体", "黑体"
HEADS = (mark("数据"), mark("这段时间"), mark("前一段"), mark("变化"), mark("怎么算"))
HOT_HEADS = (mark("地方"), mark("什么事"), mark("这段时间"), mark("前一段"))
WAIT_HEADS = (mark("编号"), mark("什么事"), mark("地方"), mark("等了几天"), mark("状态"), mark("在谁那里"))
BARS_HEADS = (mark("哪段"), mark("收到"), mark("办结"))
NONE_OF_FIVE = mark("没有哪个地方同一类事满 5 件。")


def document(report: Report, language: str) -> bytes:
    """The DOCX."""
    made = blank(report.title)
    made.add_heading(report.title, level=1)
    for sentence in report.sentences:
        made.add_paragraph(sentence)
    rows = [
        (
            translate(row.figure.words, language),
            row.now,
            row.before,
            row.change or "—",
            translate(row.figure.definition, language),
        )
        for row in report.rows
    ]
    write_table(made, HEADS, rows, language)
    if report.compared_words:
        made.add_paragraph(report.compared_words)
    made.add_heading(translate(mark("近六段"), language), level=2)
    office_chart.add(
        made,
        report.bars,
        [translate(word, language) for word in BARS_HEADS],
        translate(mark("近六段"), language),
    )
    bars = [(bar.words, _number(bar.received), _number(bar.closed)) for bar in report.bars]
    write_table(made, BARS_HEADS, bars, language)
    made.add_heading(translate(mark("同一个地方常有的事"), language), level=2)
    made.add_paragraph(translate(often.DEFINITION_LEAVING, language))
    hot = [(one.place, one.thing, _number(one.count), _number(one.before)) for one in report.hot]
    if hot:
        write_table(made, HOT_HEADS, hot, language)
        _left(made, report.hot_left, language)
    else:
        made.add_paragraph(translate(NONE_OF_FIVE, language))
    for table in report.again:
        made.add_heading(table.words, level=2)
        made.add_paragraph(table.definition)
        if table.rows:
            rows_again = [(one.place, one.thing, _number(one.now), _number(one.before)) for one in table.rows]
            write_table(made, HOT_HEADS, rows_again, language)
            _left(made, table.left, language)
        else:
            made.add_paragraph(translate(NONE_OF_FIVE, language))
    made.add_heading(translate(mark("到现在等得最久的"), language), level=2)
    made.add_paragraph(waits_definition(report, language))
    if report.waits:
        write_table(made, WAIT_HEADS, [tuple(map(str, row)) for row in waits_of(report)], language)
    else:
        made.add_paragraph(translate(mark("没有还没办完的事。"), language))
    made.add_paragraph(
        translate(mark("不满 5 件的不写数字；怎么干活的数字只在至少五名网格员的区域里显示。"), language)
    )
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def left_words(left: int, language: str) -> str:
    """That a list tells of the first alone; "" where it is whole."""
    return translate(mark("只列件数最多的，还有 {n} 处没有列。"), language, n=left) if left else ""


def waits_definition(report: Report, language: str) -> str:
    """What is told of those that wait longest: received until when."""
    last = min(report.span.last, clock.today())
    day = f"{last.day} {last:%B %Y}" if language == "en" else f"{last.year}年{last.month}月{last.day}日"
    words = mark("到{day}为止收到、现在还没办完的，等得最久的 {n} 件；只等居民评价的不算。")
    return translate(words, language, day=day, n=waiting.MOST)


def _left(made: Any, left: int, language: str) -> None:
    if left:
        made.add_paragraph(left_words(left, language))


def waits_of(report: Report) -> list[tuple[str | int, ...]]:
    """The rows under `WAIT_HEADS`."""
    return [
        (one.number, one.thing, one.place, one.days, one.state, one.holder or "—") for one in report.waits
    ]


def _number(count: int | None) -> str:
    return "—" if count is None else f"{count:,}"


def blank(title: str) -> Any:
    """An A4 page in black, with Chinese faces."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(columns.MARGIN)
    for name, font, size in (
        ("Normal", FONT, 11),
        ("Heading 1", HEADING_FONT, 16),
        ("Heading 2", HEADING_FONT, 13),
    ):
        style = made.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = font, Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:eastAsia"), font)
    made.core_properties.title, made.core_properties.author = title, ""
    made.core_properties.comments = ""  # the library names itself there
    made.core_properties.created = made.core_properties.modified = dt.datetime.fromtimestamp(
        clock.now() // 1000, dt.UTC
    ).replace(tzinfo=None)
    return made


def write_table(made: Any, heads: Sequence[str], rows: Sequence[tuple[str, ...]], language: str) -> None:
    """Columns as wide as their words; the heads come again on each page, a row stays on one, and what follows stands apart."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table = made.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    words = [translate(word, language) for word in heads]
    size, widths = columns.fitting(words, rows)
    style = _sized(made, size)
    for cell, word in zip(table.rows[0].cells, words, strict=True):
        cell.paragraphs[0].add_run(word).bold = True
    for row in rows:
        for cell, word in zip(table.add_row().cells, row, strict=True):
            cell.text = word
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].style = style
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _sized(made: Any, size: int) -> Any:
    """The style of a table's letters in that size (pt)."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    name = f"Table {size}"
    if name not in [style.name for style in made.styles]:
        style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = made.styles["Normal"], Pt(size)
    return made.styles[name]
