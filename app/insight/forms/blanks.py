"""Reads the cells of a blank, XLSX or DOCX.

Only an empty cell takes a figure, or one with what an office leaves there for one (a line, a dash, a 0): one with words, with a
formula, or covered by a merged one does not. A cell is known by its
place, and by the words left of it and above it, by which it is found again in a newer blank.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.problems.problem import Problem
from app.insight.forms import word_fields
from app.insight.forms.files import XLSX
from app.insight.forms.word_fields import TEXT, WORD

GENERAL = "General"  # the format of a cell that has none of its own
IN_HOURS, IN_MINUTES = "小时", ("分", "分钟")
COUNT_FORMAT, PERCENT, HOURS = "0", "0%", f'0.0"{IN_HOURS}"'  # how a workbook shows a number in such a cell
# what stands where a number goes: spaces, lines, dashes; behind a line of a document its unit
LINE = "_＿\\-－‐‑‒–—―─"
LEFT_OPEN = re.compile(rf"[\s{LINE}]*[%％]?\s*")
LEFT_OPEN_WITH_UNIT = re.compile(rf"[\s{LINE}]*[_＿]+\s*([^\W\d_]{{0,4}})\s*")
ROWS_MOST, COLUMNS_MOST, SHEETS_MOST = 80, 30, 5
NOT_KNOWN = "FFF2B3"  # the colour of a cell whose number is not known
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
FOR_WORDS = "FORMTEXT"  # a field into which one types
BOX = f"{{{WORD}}}txbxContent"


@dataclass(frozen=True)
class Cell:
    """One cell: its words, whether a figure can go there, and the words left of it and above it."""

    key: str  # sheet.row.column, from 0
    words: str
    is_free: bool
    left: str = ""
    above: str = ""
    is_covered: bool = False  # by the merged cell that it is part of
    high: int = 1  # rows and columns of a merged cell
    wide: int = 1


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a table of a document."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    is_cut: bool = False  # it has more than is shown


@dataclass(frozen=True)
class Fill:
    """What goes into a cell: a number with how a workbook shows it, and as words; None where the number is not known."""

    number: float | int | None
    shown_as: str = GENERAL
    words: str = ""
    why: str = ""  # it is not known, as it stands in the sources


@dataclass(frozen=True)
class Remarks:
    """What is said in a workbook: where a number is not known, where a formula takes such a cell in, and beside the first number."""

    unknown: str = ""  # where nothing says why
    incomplete: str = ""
    of_all: str = ""
    reasons: Mapping[str, str] = field(
        default_factory=dict
    )  # why, as it stands in the sources → as it is said


def sheets(kind: str, data: bytes) -> tuple[Sheet, ...]:
    """Its sheets or tables. Problem unreadable-form for a broken file, and for one without any cell to fill or any table."""
    try:
        found = tuple(_of_book(data) if kind == XLSX else _of_document(data))
    except Exception as error:  # both libraries let through whatever their parsers meet in a broken file
        raise Problem("unreadable-form", ("file", "form-broken")) from error
    if not found:
        raise Problem("unreadable-form", ("file", "no-table"))
    if not any(cell.is_free for sheet in found for row in sheet.rows for cell in row):
        raise Problem("unreadable-form", ("file", "no-free-cell"))
    return found


Box = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


def _of_book(data: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    for number, sheet in enumerate(book.worksheets[:SHEETS_MOST]):
        height, width = min(sheet.max_row, ROWS_MOST), min(sheet.max_column, COLUMNS_MOST)
        grid = [
            [
                ("" if (value := sheet.cell(row, column).value) is None else str(value), _is_open(value))
                for column in range(1, width + 1)
            ]
            for row in range(1, height + 1)
        ]
        boxes = [
            (box.min_row - 1, box.min_col - 1, min(box.max_row, height) - 1, min(box.max_col, width) - 1)
            for box in sheet.merged_cells.ranges
        ]
        is_cut = sheet.max_row > ROWS_MOST or sheet.max_column > COLUMNS_MOST
        yield Sheet(sheet.title, _cells(number, grid, boxes), is_cut)


def _is_open(value: Any) -> bool:
    """Whether nothing stands in a cell of a workbook, or what is left there for a number."""
    if isinstance(value, str):
        return is_left_open(value)
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value == 0)


def is_left_open(words: str) -> bool:
    """Whether a cell is empty, or has a line, a dash or a line with its unit."""
    return (LEFT_OPEN.fullmatch(words) or LEFT_OPEN_WITH_UNIT.fullmatch(words)) is not None


def unit_in(words: str) -> str:
    """The unit behind the line in a cell: "件" of "____件"; "" where there is none."""
    found = LEFT_OPEN_WITH_UNIT.fullmatch(words)
    return found[1] if found else ""


def units(data: bytes) -> dict[str, str]:
    """Cell → the unit behind its line, of a workbook."""
    cells = (cell for sheet in _of_book(data) for row in sheet.rows for cell in row if cell.is_free)
    return {cell.key: unit for cell in cells if (unit := unit_in(cell.words))}


def _of_document(data: bytes) -> Iterator[Sheet]:
    from docx import Document

    for number, (table, *_) in enumerate(tables_in(Document(io.BytesIO(data)))[:SHEETS_MOST]):
        places: dict[Any, list[tuple[int, int]]] = {}
        grid = []
        for at, row in enumerate(table.rows[:ROWS_MOST]):
            line = []
            for column, cell in enumerate(row.cells[:COLUMNS_MOST]):
                places.setdefault(cell._tc, []).append((at, column))
                line.append(_in_document(cell))
            grid.append(line)
        boxes = [(*at[0], *at[-1]) for at in places.values() if len(at) > 1]
        is_cut = len(table.rows) > ROWS_MOST or len(table.columns) > COLUMNS_MOST
        yield Sheet("", _cells(number, grid, boxes), is_cut)


def _in_document(cell: Any) -> tuple[str, bool]:
    """(its words, whether it is left open): with a field, or words that are in none of its lines, it is not.

    A blank that is underlined counts as a line, as it looks like one.
    """
    instruction = word_fields.words_of(cell._tc) or ""
    if instruction and not instruction.startswith(FOR_WORDS):
        return (instruction if instruction.startswith("=") else cell.text.strip() or instruction), False
    runs = [run for paragraph in cell.paragraphs for run in paragraph.runs]
    lines = "".join(map(with_lines, runs)).strip()
    words = "".join(text.text or "" for text in cell._tc.iter(TEXT)).strip()
    if words and not cell.text.strip():
        return words, False  # in a field of a form, or in a table within
    return (lines if "_" in lines else cell.text.strip()), is_left_open(lines)


def with_lines(run: Any) -> str:
    """The words of a run of a document; what is blank in it and underlined is a line, but for the end behind a word."""
    return re.sub(r"\s", "_", run.text.rstrip() or run.text) if run.underline else str(run.text)


def tables_in(document: Any) -> list[list[Any]]:
    """The tables of a Word document: those of the text, then those in text boxes and content controls, then those of heads and feet.

    Each with its likeness, for a text box stands there twice: as newer and as older programs draw it.
    """
    found = [[table] for table in document.tables]
    roots = [document.element.body]
    for part in document.part.rels.values():
        if not part.is_external and part.reltype.endswith(("/header", "/footer")):
            roots.append(part.target_part.element)
    known = {table._tbl for (table,) in found}
    for root in roots:
        found += [each for each in _further(root, document) if each[0]._tbl not in known]
    return found


def _further(root: Any, document: Any) -> Iterator[list[Any]]:
    from docx.table import Table

    older = f"{{{COMPATIBLE}}}Fallback"
    for tbl in root.iter(f"{{{WORD}}}tbl"):
        above = [one.tag for one in tbl.iterancestors()]
        boxed = above.index(BOX) if BOX in above else len(above)
        if older in above or f"{{{WORD}}}tbl" in above[:boxed]:
            continue
        likes = [tbl]
        twice = next((one for one in tbl.iterancestors(f"{{{COMPATIBLE}}}AlternateContent")), None)
        if twice is not None:
            newer, fallback = twice[0].iter(tbl.tag), twice.find(older)
            place = [*newer].index(tbl)
            others = [] if fallback is None else [*fallback.iter(tbl.tag)]
            likes += others[place : place + 1]
        yield [Table(one, document) for one in likes]


def _cells(sheet: int, grid: list[list[tuple[str, bool]]], boxes: list[Box]) -> tuple[tuple[Cell, ...], ...]:
    first_of = {
        (row, column): box
        for box in boxes
        for row in range(box[0], box[2] + 1)
        for column in range(box[1], box[3] + 1)
    }
    above: dict[int, str] = {}
    rows = []
    for at, line in enumerate(grid):
        left, cells, here = "", [], {}
        for column, (words, is_free) in enumerate(line):
            box = first_of.get((at, column), (at, column, at, column))
            is_covered = (at, column) != box[:2]
            cells.append(
                Cell(
                    f"{sheet}.{at}.{column}", "" if is_covered else words, is_free and not is_covered, left, above.get(column, ""),
                    is_covered, box[2] - box[0] + 1, box[3] - box[1] + 1,
                )
            )  # fmt: skip
            label = _label(*grid[box[0]][box[1]]) if box[0] < len(grid) else ""
            left, here[column] = label or left, label
        above |= {column: label for column, label in here.items() if label}
        rows.append(tuple(cells))
    return tuple(rows)


def _label(words: str, is_free: bool) -> str:
    """What a cell is known by to its neighbours: a formula names rows, which move, and is none, nor is what is left for a number."""
    return "" if is_free or words.startswith("=") else words


def carried(cells: Mapping[str, Any], old: tuple[Sheet, ...], new: tuple[Sheet, ...]) -> dict[str, str]:
    """Cell → where it is in a newer blank: the free cell with the same words beside it, of several as many the one that comes
    as the same in order. What is not found is left out."""
    before, after = _by_words(old), _by_words(new)
    found: dict[str, str] = {}
    for words, keys in before.items():
        there = after.get(words, [])
        if len(there) == len(keys):
            found |= dict(zip(keys, there, strict=True))
        else:
            found |= {key: key for key in keys if key in there}
    return {key: found[key] for key in cells if key in found}


def _by_words(sheets: tuple[Sheet, ...]) -> dict[tuple[str, str], list[str]]:
    places: dict[tuple[str, str], list[str]] = {}
    for cell in (cell for sheet in sheets for row in sheet.rows for cell in row if cell.is_free):
        places.setdefault((cell.left, cell.above), []).append(cell.key)
    return places


def name_of(key: str, sheets: tuple[Sheet, ...]) -> tuple[str, str]:
    """(its place as a workbook calls it, the words beside it): ("月报 B2", "收到")."""
    from openpyxl.utils import get_column_letter

    sheet, row, column = map(int, key.split("."))
    title = sheets[sheet].title if sheet < len(sheets) else ""
    cell = next((one for of in sheets for line in of.rows for one in line if one.key == key), None)
    words = " · ".join(filter(None, (cell.left, cell.above))) if cell is not None else ""
    return f"{title} {get_column_letter(column + 1)}{row + 1}".strip(), words
