"""A blank with its numbers written into it; everything else of the file stays as it came."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from app.insight.forms import into_workbook
from app.insight.forms.blanks import HOURS, LINE, NOT_KNOWN, Fill, Remarks, tables_in
from app.insight.forms.files import XLSX


def filled(kind: str, data: bytes, fills: Mapping[str, Fill], remarks: Remarks) -> bytes:
    """The file with these numbers in it; where one is not known the cell stays empty, is coloured, and in a workbook says why."""
    return into_workbook.filled(data, fills, remarks) if kind == XLSX else _filled_document(data, fills)


def _filled_document(data: bytes, fills: Mapping[str, Fill]) -> bytes:
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = Document(io.BytesIO(data))
    tables = tables_in(made)
    for key, fill in fills.items():
        number, row, column = map(int, key.split("."))
        for table in tables[number]:
            cell = table.rows[row].cells[column]
            if fill.number is None:
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), NOT_KNOWN)
                cell._tc.get_or_add_tcPr().append(shade)
            else:
                _write(cell, fill)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _write(cell: Any, fill: Fill) -> None:
    """The number in the place of the line or dash that stands there, before its unit."""
    open = re.compile(rf"[\s{LINE}]+")
    words = _before(re.sub(rf"[\s{LINE}]", "", cell.text), fill)
    for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
        if open.search(run.text) is None and not (words and run.text):
            continue
        run.text, words = words + open.sub("", run.text), ""
    if words:
        cell.paragraphs[0].add_run(words)


def _before(unit: str, fill: Fill) -> str:
    """The number as it stands before a unit, which is not said twice."""
    if not unit or fill.number is None:
        return fill.words
    if unit in ("%", "％"):
        return fill.words.removesuffix("%")
    if fill.shown_as == HOURS and unit in ("小时", "分", "分钟"):
        return f"{fill.number:g}" if unit == "小时" else f"{round(60 * fill.number)}"
    return fill.words
