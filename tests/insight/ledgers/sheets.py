"""What a ledger's workbook says, as its other files write it."""

from __future__ import annotations

from typing import Any

from openpyxl.styles.numbers import is_datetime


def in_words(sheet: Any) -> list[list[str]]:
    """Every cell as words: days and times as CSV has them."""
    return [[_word(cell) for cell in row] for row in sheet.rows]


def _word(cell: Any) -> str:
    if cell.is_date:
        return f"{cell.value:%Y-%m-%d}" + (
            f" {cell.value:%H:%M}" if is_datetime(cell.number_format) == "datetime" else ""
        )
    return "" if cell.value is None else str(cell.value)
