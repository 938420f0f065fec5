"""Reads a table as people really keep it: CSV in UTF-8 or GBK, or XLSX with titles and merged cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.areas import workbook
from app.core.problems import Problem

ROWS_MOST = 50_000
BLANK_MOST = 1_000  # so many empty rows in a row end a sheet that is formatted to its last line
HEADER_WITHIN = 30  # titles and notes may stand above the header
COLUMNS_MOST = 200
CELL_MOST = 2_000

_NOTE = re.compile(r"\([^)]*\)|[\s*:]")
_HIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


@dataclass(frozen=True)
class Row:
    """One row below the header: its number as a spreadsheet shows it, and the text under each known column."""

    number: int
    cells: dict[str, str]


def read(data: bytes, filename: str, columns: dict[str, tuple[str, ...]]) -> list[Row]:
    """The rows of a table; `columns` maps field → the headers accepted for it.

    Every field is a key of `Row.cells`, "" where the cell is empty or the column absent. A value merged over
    several rows counts for each. Headers are compared without case, spaces, stars and what stands in brackets.
    Problem unreadable-table for anything that is not such a table or has over 50,000 rows.
    """
    wanted = {_plain(header): field for field, headers in columns.items() for header in headers}
    for sheet in _sheets(data, filename, wanted):
        rows = _below_header(sheet, wanted, list(columns))
        if rows is not None:
            return rows
    raise Problem("unreadable-table", ("file", "no-header", {"headers": _names(columns)}))


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


def _sheets(data: bytes, filename: str, wanted: dict[str, str]) -> Iterator[Iterable[list[str]]]:
    """Each sheet as rows of text."""
    if data[:2] == b"PK":
        for sheet in workbook.sheets(data, COLUMNS_MOST):
            yield ([clean(value) for value in row] for row in sheet)
    elif data[:4] == b"\xd0\xcf\x11\xe0":
        raise Problem("unreadable-table", ("file", "old-spreadsheet"))
    else:
        yield _csv(_text(data), wanted)


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
    """Rows of a CSV text, whichever of comma, tab and semicolon tells its header apart best."""
    head = text[:20_000].splitlines()[:HEADER_WITHIN]

    def known(delimiter: str) -> int:
        return max((sum(_plain(c) in wanted for c in line.split(delimiter)) for line in head), default=0)

    best = max((",", "\t", ";", "，"), key=known)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=best):
            yield [clean(value) for value in row[:COLUMNS_MOST]]
    except csv.Error as error:
        raise Problem("unreadable-table", ("file", "not-a-table")) from error


def _below_header(sheet: Iterable[list[str]], wanted: dict[str, str], fields: list[str]) -> list[Row] | None:
    """The rows below the header; None where no row of the first ones is a header."""
    ahead: list[list[str]] = []
    rest = iter(sheet)
    for row in rest:
        ahead.append(row)
        if len(ahead) == HEADER_WITHIN:
            break
    scores = [len({wanted[p] for p in map(_plain, row) if p in wanted}) for row in ahead]
    best = max(scores, default=0)
    if best < min(2, len(fields)):
        return None
    at = len(scores) - 1 - scores[::-1].index(best)
    header = ahead[at]
    places = _places(header, wanted)
    rows: list[Row] = []
    blank = 0
    for number, row in enumerate(_chain(ahead[at + 1 :], rest), start=at + 2):
        blank = 0 if any(row) else blank + 1
        if blank > BLANK_MOST:
            break
        if not any(row) or row == header:
            continue
        if len(rows) == ROWS_MOST:
            raise Problem("unreadable-table", ("file", "too-many-rows", {"most": ROWS_MOST}))
        rows.append(Row(number, _cells(row, places, fields)))
    return rows


def _chain(first: list[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from first
    yield from rest


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
