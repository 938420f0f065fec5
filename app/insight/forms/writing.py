"""A blank with its numbers written into it; everything else of the file stays as it came."""

from __future__ import annotations

import io
from collections.abc import Mapping

from app.insight.forms import into_workbook
from app.insight.forms.blanks import NOT_KNOWN, XLSX, Fill, tables_in


def filled(kind: str, data: bytes, fills: Mapping[str, Fill], remark: str, of_all: str = "") -> bytes:
    """The file with these numbers in it; where one is not known the cell stays empty, is coloured, and in a workbook says why.

    `of_all`: what is to be said of all of them, which the first number of a workbook has beside it.
    """
    return (
        into_workbook.filled(data, fills, remark, of_all) if kind == XLSX else _filled_document(data, fills)
    )


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
                cell.paragraphs[0].add_run(fill.words)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
