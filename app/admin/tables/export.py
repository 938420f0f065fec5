"""Writes a table of administration as XLSX or CSV, in the form in which it is imported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.admin.tables import lookup as lookups
from app.admin.tables.plan import heading
from app.admin.tables.record import Record
from app.areas.access.reach import Reach
from app.areas.imports import workbook
from app.core.files import csv_file
from app.core.words import CONTEXT

MIMES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rows_of(record: Record, reach: Reach | None) -> list[list[str]]:
    """The header and every row that the asker administers, as text."""
    lookup = lookups.load(reach)
    names = [column.name for column in record.columns]
    standing = sorted(
        record.standing().items(), key=lambda item: (record.order(item[1]), tuple(map(str, item[0])))
    )
    is_all = record.name == "categories"
    body = [
        [record.text(values, name, lookup) for name in names]
        for _, values in standing
        if is_all or record.may(values, lookup)
    ]
    return [[heading(record, name, "zh") for name in names], *body]


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    return b"".join(csv_file.streamed(rows))


def export(record: Record, reach: Reach | None, suffix: str) -> bytes:
    """The table as a file of this kind: "csv" or "xlsx"."""
    rows = rows_of(record, reach)
    if suffix == "csv":
        return as_csv(rows)
    return workbook.book(record.title.rpartition(CONTEXT)[2], rows)
