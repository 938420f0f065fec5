"""Other reports in the same hand as ours: a title, sentences and tables, as a Word document or a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence

from app.areas.imports.workbook import new_book
from app.insight.reports.word import blank, write_table
from app.insight.reports.workbook import saved, write_rows

Table = tuple[str, list[str], Sequence[Sequence[str | int]]]  # title, heads, rows
FIRST = 2  # a first column is so many times as wide
NARROW = 14  # characters


def document(title: str, sentences: Sequence[str], tables: Sequence[Table], language: str) -> bytes:
    """The DOCX."""
    made = blank(title)
    made.add_heading(title, level=1)
    for sentence in sentences:
        made.add_paragraph(sentence)
    for heading, heads, rows in tables:
        made.add_heading(heading, level=2)
        write_table(made, heads, [tuple(map(str, row)) for row in rows], language)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def book(title: str, sentences: Sequence[str], tables: Sequence[Table], language: str) -> bytes:
    """The XLSX with a sheet for each table; the first has title and sentences above it. What looks like a formula is text."""
    made = new_book()
    for number, (name, heads, rows) in enumerate(tables):
        sheet = made.create_sheet(name) if number else made.active
        sheet.title = name
        if not number:
            for line in (title, *sentences, ""):
                sheet.append([line])
        write_rows(sheet, [FIRST * NARROW, *[NARROW] * (len(heads) - 1)], heads, rows)
    return saved(made)
