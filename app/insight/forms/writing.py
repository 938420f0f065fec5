"""A blank with its numbers written into it; everything else of the file stays as it came."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from app.insight.forms import into_workbook, running_text, word_fields
from app.insight.forms.blanks import (
    HOURS,
    IN_HOURS,
    IN_MINUTES,
    LINE,
    NOT_KNOWN,
    Fill,
    Remarks,
    tables_in,
    with_lines,
)
from app.insight.forms.files import XLSX

# what stands before the colour among a cell's properties, as Word wants them
BEFORE_SHADE = "w:cnfStyle", "w:tcW", "w:gridSpan", "w:hMerge", "w:vMerge", "w:tcBorders"
LEFT_FOR_IT = re.compile(rf"[\s{LINE}]+")


def filled(kind: str, data: bytes, fills: Mapping[str, Fill], remarks: Remarks) -> bytes:
    """The file with these numbers in it; where one is not known the cell stays empty and is coloured, as is a formula that takes
    it in, and in a workbook both say why."""
    return into_workbook.filled(data, fills, remarks) if kind == XLSX else _filled_document(data, fills)


def _filled_document(data: bytes, fills: Mapping[str, Fill]) -> bytes:
    from docx import Document

    made = Document(io.BytesIO(data))
    tables = tables_in(made)
    empty = []
    for key, fill in fills.items():
        number, row, column = map(int, key.split("."))
        for table in tables[number]:
            cell = table.rows[row].cells[column]
            if fill.number is None:
                _colour(cell._tc)
                empty.append((number, row, column))
            else:
                _write(cell, fill)
    for alike in range(max(map(len, tables), default=0)):  # a text box stands there twice
        those = [table[min(alike, len(table) - 1)] for table in tables]
        for tc in word_fields.incomplete(those, empty):
            _colour(tc)
    for tc in {cell._tc for table in tables for one in table for row in one.rows for cell in row.cells}:
        word_fields.reckon_anew(tc)
    running_text.colour(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _colour(tc: Any) -> None:
    """Put the colour of what is not known behind a cell, in the place of its own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = tc.get_or_add_tcPr()
    for own in properties.findall(qn("w:shd")):
        properties.remove(own)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), NOT_KNOWN)
    behind = [properties.index(one) for one in properties if one.tag in map(qn, BEFORE_SHADE)]
    properties.insert(max(behind, default=-1) + 1, shade)


def _write(cell: Any, fill: Fill) -> None:
    """The number in the place of the line, blank or dash that stands there, before its unit."""
    runs = [run for paragraph in cell.paragraphs for run in paragraph.runs if run.text]
    words = _before(LEFT_FOR_IT.sub("", cell.text), fill)
    places = [run for run in runs if re.search(rf"[{LINE}]", with_lines(run))] or runs
    for run in runs:
        rest = LEFT_FOR_IT.sub("", run.text)
        if run is places[0]:
            run.text = words + rest
        elif rest != run.text:
            run.text = rest
    if not runs:
        cell.paragraphs[0].add_run(words)


def _before(unit: str, fill: Fill) -> str:
    """The number as it stands before a unit, which is not said twice."""
    if not unit or fill.number is None:
        return fill.words
    if unit in ("%", "％"):
        return fill.words.removesuffix("%")
    if fill.shown_as == HOURS and unit in (IN_HOURS, *IN_MINUTES):
        return f"{fill.number:g}" if unit == IN_HOURS else f"{round(60 * fill.number)}"
    return fill.words
