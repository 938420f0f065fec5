"""Reads a table as people really keep it: CSV in UTF-8 or GBK, or XLSX with titles and merged cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.areas.imports import workbook
from app.core.problems.problem import Problem

ROWS_MOST = 50_000
BLANK_MOST = 1_000  # so many empty rows in a row end a sheet that is formatted to its last line
HEADER_WITHIN = 30  # titles and notes may stand above the header
COLUMNS_MOST = 200
CELL_MOST = 2_000

_NOTE = re.compile(r"\([^)]*\)|[\s*:]")
_HIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


@dataclass(frozen=True)
class Row:
    """One row below the header: where it stands as a spreadsheet shows it, and the text under each known column.

    `number` is the row's; where several sheets hold rows it is written as spreadsheets do, "Sheet2!5".
    """

    number: int | str
    cells: dict[str, str]


def place(number: int | str) -> tuple[str, int]:
    """By what row numbers are sorted."""
    sheet, _, row = str(number).rpartition("!")
    return sheet, int(row)


@dataclass(frozen=True)
class _Sheet:
    """A sheet with a header: its title, the header's cells, the rows below."""

    title: str
    header: list[str]
    rows: list[Row]


def read_rows(data: bytes, filename: str, columns: dict[str, tuple[str, ...]]) -> list[Row]:
    """The rows of a table; `columns` maps field → the headers accepted for it.

    Every field is a key of `Row.cells`, "" where the cell is empty or the column absent. A value merged over
    several rows counts for each. Headers are compared without case, spaces, stars and what stands in brackets. Every
    visible sheet that has a header counts. Problem unreadable-table for anything that is not such a table or has over
    50,000 rows.
    """
    wanted = {_plain(header): field for field, headers in columns.items() for header in headers}
    sheets = [
        _Sheet(title, *below)
        for title, sheet in _sheets(data, filename, wanted)
        if (below := _below_header(sheet, wanted, list(columns))) is not None
    ]
    if not sheets:
        raise Problem("unreadable-table", ("file", "no-header", {"headers": _names(columns)}))
    best = max(_score(sheet.header, wanted) for sheet in sheets)
    sheets = [
        sheet
        for sheet in sheets  # another table in the same workbook shares a word or two
        if 2 * _score(sheet.header, wanted) >= best or _is_mostly_headers(sheet.header, wanted)
    ]
    if sum(bool(sheet.rows) for sheet in sheets) > 1:
        rows = [Row(f"{sheet.title}!{row.number}", row.cells) for sheet in sheets for row in sheet.rows]
    else:
        rows = [row for sheet in sheets for row in sheet.rows]
    if len(rows) > ROWS_MOST:
        raise _too_many()
    return rows


def _too_many() -> Problem:
    return Problem("unreadable-table", ("file", "too-many-rows", {"most": ROWS_MOST}))


def clean(value: object) -> str:
    """A cell's value as the text a person sees in it, on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    return " ".join(_HIDDEN.sub("", str(value)).split())


def _plain(header: str) -> str:
    return _NOTE.sub("", unicodedata.normalize("NFKC", header)).casefold()


def _names(columns: dict[str, tuple[str, ...]]) -> str:
    return "、".join(headers[0] for headers in columns.values() if headers)


def _sheets(data: bytes, filename: str, wanted: dict[str, str]) -> Iterator[tuple[str, Iterable[list[str]]]]:
    """Each sheet as its title and rows of text."""
    if data[:2] == b"PK":
        for title, sheet in workbook.sheets(data, COLUMNS_MOST):
            yield clean(title), ([clean(value) for value in row] for row in sheet)
    elif data[:4] == b"\xd0\xcf\x11\xe0":
        raise Problem("unreadable-table", ("file", "old-spreadsheet"))
    else:
        yield "", _csv(_text(data), wanted)


def _text(data: bytes) -> str:
    if b"\x00" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Problem("unreadable-table", ("file", "not-a-table"))
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Problem("unreadable-table", ("file", "not-a-table"))


def _csv(text: str, wanted: dict[str, str]) -> Iterator[list[str]]:
    """Rows of a CSV text, whichever of comma, tab and semicolon tells its header apart best.

    Problem unreadable-table with the row where quotation marks do not pair: it would swallow the rows below it.
    """
    head = text[:20_000].splitlines()[:HEADER_WITHIN]

    def known(delimiter: str) -> int:
        return max((sum(_plain(c) in wanted for c in line.split(delimiter)) for line in head), default=0)

    best = max((",", "\t", ";", "，"), key=known)
    number = width = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True):
            number += 1
            if _swallows(row, best, width):
                raise _stray_quote(number)
            cells = [clean(value) for value in row[:COLUMNS_MOST]]
            if _score(cells, wanted) > 1:
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


def _below_header(
    sheet: Iterable[list[str]], wanted: dict[str, str], fields: list[str]
) -> tuple[list[str], list[Row]] | None:
    """The first header and the rows below; None where no row of the first ones is a header.

    What stands above is skipped where it comes again, as at the top of each printed page; a header of other columns
    further down holds for the rows below it.
    """
    rest = iter(sheet)
    ahead = list(itertools.islice(rest, HEADER_WITHIN))
    header = _header(ahead, wanted, min(2, len(fields)))
    if header is None:
        return None
    first, last = header
    places = _places(ahead[last], wanted)
    rows: list[Row] = []
    blank = 0
    for number, row in enumerate(itertools.chain(ahead[last + 1 :], rest), start=last + 2):
        blank = 0 if any(row) else blank + 1
        if blank > BLANK_MOST:
            break
        if not any(row) or row in ahead[:first] or _repeats(row, ahead[first : last + 1]):
            continue
        if _score(row, wanted) >= min(2, len(fields)) and _is_mostly_headers(row, wanted):
            places = _places(row, wanted)
            continue
        if len(rows) == ROWS_MOST:
            raise _too_many()
        rows.append(Row(number, _cells(row, places, fields)))
    return ahead[last], rows


def _header(ahead: list[list[str]], wanted: dict[str, str], least: int) -> tuple[int, int] | None:
    """First and last row of the first header, which may be two rows high; None where there is none.

    A form's line above it ("单位 | 临港社区 | 电话 | …") has words of a header too, but as many others.
    """
    scores = [_score(row, wanted) for row in ahead]
    best = max(scores, default=0)
    if best < least:
        return None
    first = next(
        at
        for at, row in enumerate(ahead)
        if scores[at] == best or (scores[at] >= least and _is_mostly_headers(row, wanted))
    )
    last = first
    while last + 1 < len(ahead) and scores[last + 1] >= scores[last]:
        last += 1
    return first, last


def _score(row: list[str], wanted: dict[str, str]) -> int:
    """How many fields the row names."""
    return len({wanted[plain] for plain in map(_plain, row) if plain in wanted})


def _is_mostly_headers(row: list[str], wanted: dict[str, str]) -> bool:
    """Whether most of what stands in the row are headers."""
    words = [_plain(cell) for cell in row if cell]
    return 2 * sum(plain in wanted for plain in words) > len(words)


def _repeats(row: list[str], header: list[list[str]]) -> bool:
    """Whether every cell is the header's of its column once more."""
    return all(
        not cell or any(at < len(line) and _plain(cell) == _plain(line[at]) for line in header)
        for at, cell in enumerate(row)
    )


def _places(header: list[str], wanted: dict[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, text in enumerate(header):
        field = wanted.get(_plain(text))
        if field is not None:
            places.setdefault(field, index)
    return places


def _cells(row: list[str], places: dict[str, int], fields: list[str]) -> dict[str, str]:
    def cell(field: str) -> str:
        at = places.get(field)
        return row[at][:CELL_MOST] if at is not None and at < len(row) else ""

    return {field: cell(field) for field in fields}
