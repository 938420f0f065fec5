"""Opens a table, whichever kind of file holds it, as sheets of rows of text: XLSX, XLS, a saved web page, CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.areas.imports import file_kinds, html_table, workbook
from app.core.problems.problem import Problem
from app.core.typed import DIGITS_OF_A_CELL

COLUMNS_MOST = 200

_GAP = re.compile(
    r"_x00(?:0[9A-D]|85)_|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]"
)  # as a workbook writes them, and as they are
_HIDDEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# what exports write to keep a number text: `="330302"`, and an apostrophe before what is no name
_TEXT_KEPT = re.compile(r"=\s*\"(.*)\"|'([\d=+\-@][^']*)")


@dataclass(frozen=True)
class TextSheet:
    """A sheet's title, its state (as `workbook.Sheet` has it), and its rows as the text a person sees."""

    title: str
    state: str
    rows: Iterable[list[str]]


def open_sheets(data: bytes, names_columns: Callable[[list[str]], int]) -> Iterator[TextSheet]:
    """The sheets of a table. `names_columns` says how many known columns a row of cells names.

    Problem unreadable-table says of any other file what it is and what to do.
    """
    kind = file_kinds.kind_of(data)
    if kind in ("xlsx", "xls"):
        opened = workbook.sheets if kind == "xlsx" else workbook.old_sheets
        for sheet in opened(data, COLUMNS_MOST):
            yield TextSheet(
                clean(sheet.title), sheet.state, ([clean(value) for value in row] for row in sheet.rows)
            )
    elif kind == "html":
        rows = html_table.rows_of(file_kinds.text_of(data))
        yield TextSheet("", "visible", ([clean(value) for value in row[:COLUMNS_MOST]] for row in rows))
    elif kind == "csv":
        yield TextSheet("", "visible", _csv(file_kinds.text_of(data), names_columns))
    elif kind in file_kinds.OUTLINES:
        raise Problem("unreadable-table", ("file", "is-map"))
    else:
        raise file_kinds.refuse(kind)


def clean(value: object) -> str:
    """A cell's value as the text a person sees in it, on one line; a vertical tab or a line's end is a space.

    A whole number of more digits than a cell can hold comes as a power, as the spreadsheet itself shows it: its last
    digits are lost.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**DIGITS_OF_A_CELL:
        return str(int(value))
    if isinstance(value, int) and abs(value) >= 10**DIGITS_OF_A_CELL:
        return f"{value:.14E}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    text = " ".join(_HIDDEN.sub("", _GAP.sub(" ", str(value))).split())
    kept = _TEXT_KEPT.fullmatch(text)
    return (kept[1] or kept[2] or "").replace('""', '"').strip() if kept else text


def _csv(text: str, names_columns: Callable[[list[str]], int]) -> Iterator[list[str]]:
    """Rows of a CSV text, whichever of comma, tab and semicolon tells its header apart best.

    Problem unreadable-table with the row where quotation marks do not pair: it would swallow the rows below it.
    """
    head = text[:20_000].splitlines()[:30]

    def known(delimiter: str) -> int:
        return max(
            (names_columns([cell.strip('"') for cell in line.split(delimiter)]) for line in head), default=0
        )

    best = max((",", "\t", ";", "，"), key=known)
    number = width = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True):
            number += 1
            if _swallows(row, best, width):
                raise _stray_quote(number)
            cells = [clean(value) for value in row[:COLUMNS_MOST]]
            if names_columns(cells) > 1:
                width = max(width, len(row))
            yield cells
    except csv.Error as error:
        raise _stray_quote(number + 1) from error


def _swallows(row: list[str], delimiter: str, width: int) -> bool:
    """Whether a cell between quotation marks seems to hold parts of two rows, `width` being the header's if it came."""
    broken = [cell for cell in row if "\n" in cell.strip() or "\r" in cell.strip()]
    return any(delimiter in cell for cell in broken) or bool(broken and 0 < width < len(row))


def _stray_quote(row: int) -> Problem:
    return Problem("unreadable-table", ("file", "stray-quote", {"row": row}))
