"""Reads the cells of a blank, XLSX or DOCX, and writes into them; everything else of the file stays as it came.

Only an empty cell takes a figure: one with words, with a formula, or covered by a merged one does not. A cell is known by its
place, and by the words left of it and above it, by which it is found again in a newer blank.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.areas.imports.workbook import check_archive
from app.core.problems.problem import Problem

XLSX, DOCX = "xlsx", "docx"
ROWS_MOST, COLUMNS_MOST, SHEETS_MOST = 80, 30, 5
NOT_KNOWN = "FFF2B3"  # the colour of a cell whose number is not known
PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}


@dataclass(frozen=True)
class Cell:
    """One cell: its words, whether a figure can go there, and the words left of it and above it."""

    key: str  # sheet.row.column, from 0
    words: str
    is_free: bool
    left: str = ""
    above: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a table of a document."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Fill:
    """What goes into a cell: a number with how a workbook shows it, and as words; None where the number is not known."""

    number: float | int | None
    shown_as: str = "General"
    words: str = ""


def kind_of(data: bytes) -> str:
    """XLSX or DOCX. Problem unreadable-form for anything else, and for what is too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [kind for part, kind in PARTS.items() if part in archive.namelist()]
        check_archive(data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, Problem) as error:
        raise Problem("unreadable-form", ("file", "not-a-form")) from error
    if len(found) != 1:
        raise Problem("unreadable-form", ("file", "not-a-form"))
    return found[0]


def sheets(kind: str, data: bytes) -> tuple[Sheet, ...]:
    """Its sheets or tables. Problem unreadable-form for a broken file, and for one without any cell to fill."""
    try:
        found = tuple(_of_book(data) if kind == XLSX else _of_document(data))
    except Exception as error:  # both libraries let through whatever their parsers meet in a broken file
        raise Problem("unreadable-form", ("file", "not-a-form")) from error
    if not any(cell.is_free for sheet in found for row in sheet.rows for cell in row):
        raise Problem("unreadable-form", ("file", "no-free-cell"))
    return found


def _of_book(data: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    for number, sheet in enumerate(book.worksheets[:SHEETS_MOST]):
        covered = {
            (row, column)
            for box in sheet.merged_cells.ranges
            for row in range(box.min_row, min(box.max_row, ROWS_MOST) + 1)
            for column in range(box.min_col, min(box.max_col, COLUMNS_MOST) + 1)
            if (row, column) != (box.min_row, box.min_col)
        }
        height, width = min(sheet.max_row, ROWS_MOST), min(sheet.max_column, COLUMNS_MOST)
        grid = [
            [
                ("" if (value := sheet.cell(row, column).value) is None else str(value), value is None and (row, column) not in covered)
                for column in range(1, width + 1)
            ]
            for row in range(1, height + 1)
        ]  # fmt: skip
        yield Sheet(sheet.title, _cells(number, grid))


def _of_document(data: bytes) -> Iterator[Sheet]:
    from docx import Document

    for number, table in enumerate(Document(io.BytesIO(data)).tables[:SHEETS_MOST]):
        seen: set[Any] = set()
        grid = []
        for row in table.rows[:ROWS_MOST]:
            line = []
            for cell in row.cells[:COLUMNS_MOST]:
                is_first = cell._tc not in seen
                seen.add(cell._tc)
                words = cell.text.strip() if is_first else ""
                line.append((words, is_first and not words))
            grid.append(line)
        yield Sheet("", _cells(number, grid))


def _cells(sheet: int, grid: list[list[tuple[str, bool]]]) -> tuple[tuple[Cell, ...], ...]:
    above: dict[int, str] = {}
    rows = []
    for at, line in enumerate(grid):
        left, cells = "", []
        for column, (words, is_free) in enumerate(line):
            cells.append(Cell(f"{sheet}.{at}.{column}", words, is_free, left, above.get(column, "")))
            left = words or left
        above |= {column: words for column, (words, _) in enumerate(line) if words}
        rows.append(tuple(cells))
    return tuple(rows)


def carried(
    cells: Mapping[str, Any], old: tuple[Sheet, ...], new: tuple[Sheet, ...]
) -> tuple[dict[str, Any], int]:
    """(what of these cells is found in a newer blank, how many were not): where one free cell has the same words beside it."""
    before = {cell.key: cell for sheet in old for row in sheet.rows for cell in row}
    places: dict[tuple[str, str], list[str]] = {}
    for cell in (cell for sheet in new for row in sheet.rows for cell in row if cell.is_free):
        places.setdefault((cell.left, cell.above), []).append(cell.key)
    found = {}
    for key, choice in cells.items():
        known = before.get(key)
        there = places.get((known.left, known.above), []) if known is not None else []
        if len(there) == 1:
            found[there[0]] = choice
        elif known is not None and key in there:
            found[key] = choice
    return found, len(cells) - len(found)


def filled(kind: str, data: bytes, fills: Mapping[str, Fill], remark: str) -> bytes:
    """The file with these numbers in it; where one is not known the cell stays empty, is coloured, and in a workbook says why."""
    return _filled_book(data, fills, remark) if kind == XLSX else _filled_document(data, fills)


def _filled_book(data: bytes, fills: Mapping[str, Fill], remark: str) -> bytes:
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(io.BytesIO(data))
    for key, fill in fills.items():
        sheet, row, column = map(int, key.split("."))
        cell = book.worksheets[sheet].cell(row + 1, column + 1)
        if fill.number is None:
            cell.fill = PatternFill("solid", fgColor=NOT_KNOWN)
            cell.comment = Comment(remark, "Gridwalk")
        else:
            cell.value, cell.number_format = fill.number, fill.shown_as
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _filled_document(data: bytes, fills: Mapping[str, Fill]) -> bytes:
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = Document(io.BytesIO(data))
    for key, fill in fills.items():
        table, row, column = map(int, key.split("."))
        cell = made.tables[table].rows[row].cells[column]
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
