"""A report as a Word document: title, three sentences, the table of figures with their definitions, and what comes often where."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from app.core.words import mark, translate
from app.insight.reports.content import Report

FONT = "宋体"
HEADS = (mark("数据"), mark("这段时间"), mark("前一段"), mark("变化"), mark("怎么算"))
HOT_HEADS = (mark("地方"), mark("什么事"), mark("这段时间"), mark("前一段"))
WAIT_HEADS = (mark("编号"), mark("什么事"), mark("地方"), mark("等了几天"), mark("状态"), mark("在谁那里"))
NONE_OF_FIVE = mark("没有哪个地方同一类事满 5 件。")


def document(report: Report, language: str) -> bytes:
    """The DOCX."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made = Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    made.core_properties.title, made.core_properties.author = report.title, ""
    made.add_heading(report.title, level=1)
    for sentence in report.sentences:
        made.add_paragraph(sentence)
    rows = [
        (
            translate(row.figure.words, language),
            row.now,
            row.before,
            row.change,
            translate(row.figure.definition, language),
        )
        for row in report.rows
    ]
    _table(made, [translate(word, language) for word in HEADS], rows)
    made.add_heading(translate(mark("同一个地方常有的事"), language), level=2)
    hot = [
        (one.place, one.thing, str(one.count), "—" if one.before is None else str(one.before))
        for one in report.hot
    ]
    if hot:
        _table(made, [translate(word, language) for word in HOT_HEADS], hot)
    else:
        made.add_paragraph(translate(NONE_OF_FIVE, language))
    for table in report.again:
        made.add_heading(table.words, level=2)
        made.add_paragraph(table.definition)
        if table.rows:
            rows_again = [(one.place, one.thing, one.now, one.before) for one in table.rows]
            _table(made, [translate(word, language) for word in HOT_HEADS], rows_again)
        else:
            made.add_paragraph(translate(NONE_OF_FIVE, language))
    made.add_heading(translate(mark("到现在等得最久的"), language), level=2)
    if report.waits:
        _table(made, [translate(word, language) for word in WAIT_HEADS], waits_of(report))
    else:
        made.add_paragraph(translate(mark("没有还没办完的事。"), language))
    made.add_paragraph(
        translate(mark("不满 5 件的不写数字；怎么干活的数字只在至少五名网格员的区域里显示。"), language)
    )
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def waits_of(report: Report) -> list[tuple[str, ...]]:
    """The rows under `WAIT_HEADS`."""
    return [
        (one.number, one.thing, one.place, str(one.days), one.state, one.holder or "—")
        for one in report.waits
    ]


def _table(made: Any, heads: list[str], rows: Sequence[tuple[str, ...]]) -> None:
    table = made.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, word in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(word).bold = True
    for row in rows:
        for cell, word in zip(table.add_row().cells, row, strict=True):
            cell.text = word
