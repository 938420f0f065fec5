"""Writes tables as CSV that spreadsheets know, row by row, with nothing in it that they would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes what begins so for a formula


def harmless(cell: str) -> str:
    """With an apostrophe before what would be a formula; the importer takes it off again."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def streamed(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """UTF-8 with the mark by which spreadsheets know it, in pieces of a row."""
    yield "\ufeff".encode()
    for row in rows:
        out = io.StringIO(newline="")
        csv.writer(out).writerow([harmless(cell) for cell in row])
        yield out.getvalue().encode()
