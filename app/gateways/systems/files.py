"""For a system without an interface: matters as a file in its words, and what it says of them as a file that comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.areas.imports import file_kinds, tables, workbook
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.gateways.systems import pulling, returns
from app.gateways.systems.commands import Entry
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import FIELDS, MATTER
from app.gateways.systems.maps.trying import as_text
from app.gateways.systems.models import System
from app.gateways.systems.outgoing.collecting import in_its_words

MOST, AT_ONCE = 2_000, 200  # matters in one file, the newest; and read at once
ROWS_MOST = 2_000


def as_json(system: System) -> bytes:
    """The matters of the last thirty days as a list in the system's words."""
    return (json.dumps(_matters(system), ensure_ascii=False, indent=1) + "\n").encode()


def as_table(system: System) -> bytes:
    """The same as an XLSX, with a column for each of their fields."""
    going = [
        entry.theirs
        for entry in mapping.entries(system.fields)
        if entry.ours in (None, "foreign_number")
        or (FIELDS[entry.ours].value is not None and MATTER in FIELDS[entry.ours].of)
    ]
    rows = [[as_text(mapping.at(matter, path)) for path in going] for matter in _matters(system)]
    return workbook.book("事件", [going, *rows])


def _matters(system: System) -> list[dict[str, Any]]:
    since = clock.now() - 30 * clock.DAY
    found = pulling.latest(system, MOST, since)
    words: dict[str, Any] = {}
    for start in range(0, len(found), AT_ONCE):
        words |= in_its_words(system, found[start : start + AT_ONCE])
    return [words[matter.id] for matter in found]


def take_back(system: System, data: bytes) -> list[tuple[str, str | Problem]]:
    """For each row of a file that comes back, what it is about and what became of it, or why it was refused.

    Problems: bad-json, unreadable-table, bad-value for too many rows.
    """
    results: list[tuple[str, str | Problem]] = []
    for number, row in enumerate(_rows(system, data), 2):
        try:
            became, matter = returns.take(system, row)
            results.append((matter.number, became))
        except Problem as problem:
            results.append((str(number), problem))
    return results


def _rows(system: System, data: bytes) -> list[Mapping[str, Any]]:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        value = decode.loads(data.removeprefix(b"\xef\xbb\xbf"))
        rows = value if isinstance(value, list) else [value]
        if not all(isinstance(row, dict) for row in rows):
            raise Problem("bad-json")
    elif file_kinds.kind_of(data) in ("xlsx", "xls", "csv"):
        columns: dict[str, tuple[str, ...]] = {
            path: (path,) for path in _paths(mapping.entries(system.fields))
        }
        rows = [_nested(row.cells) for row in tables.read_table(data, columns).rows]
    else:
        raise Problem("bad-json")
    if not 1 <= len(rows) <= ROWS_MOST:
        raise Problem("bad-value", ("file", "too-many", {"most": ROWS_MOST}))
    return rows


def _paths(every: list[Entry]) -> list[str]:
    """Their names for what may come back."""
    named = {entry.ours: entry.theirs for entry in every if entry.ours is not None}
    return [named.get(name, name) for name, field in FIELDS.items() if field.comes]


def _nested(cells: Mapping[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for path, value in cells.items():
        if value:
            mapping.set_at(body, path, value)
    return body
