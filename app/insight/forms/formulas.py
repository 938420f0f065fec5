"""Which formulas of a workbook take in a cell that was left empty, also through other formulas: what they come to is wrong.

Where a formula's words do not tell what it takes in, it counts as one that does.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

Place = tuple[int, int, int]  # sheet, row, column, from 0
Box = tuple[int, int, int, int, int]  # sheet, first row, first column, last row, last column
END = 1 << 21  # beyond the last row and column
SMALL = 64  # cells of a box that are looked up one by one
ANYWHERE = ("INDIRECT(", "OFFSET(")  # functions that find their cell only when they are reckoned


@dataclass
class Formula:
    """Where it shows what it came to (an array: in several cells), and what it takes in."""

    places: list[Place]
    boxes: list[Box] = field(default_factory=list)
    is_in_doubt: bool = False  # its words do not tell all


def incomplete(data: bytes, empty: Collection[Place]) -> list[Place]:
    """The cells whose formula takes in one of these, in the workbook's order."""
    if not empty:
        return []
    formulas = list(_formulas(data))
    by_cell, large = _by_cell(formulas)
    found = {at for at, one in enumerate(formulas) if one.is_in_doubt}
    wrong = [*empty, *(place for at in found for place in formulas[at].places)]
    while wrong:
        place = wrong.pop()
        fresh = by_cell.get(place, set()) | {at for at, box in large if _has(box, place)}
        for at in fresh - found:
            found.add(at)
            wrong += formulas[at].places
    return [formulas[at].places[0] for at in sorted(found)]


def _by_cell(formulas: list[Formula]) -> tuple[dict[Place, set[int]], list[tuple[int, Box]]]:
    """(cell → the formulas that take it in, the large boxes with theirs)."""
    by_cell: dict[Place, set[int]] = defaultdict(set)
    large = []
    for at, formula in enumerate(formulas):
        for box in formula.boxes:
            sheet, top, left, bottom, right = box
            if (bottom - top + 1) * (right - left + 1) > SMALL:
                large.append((at, box))
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    by_cell[sheet, row, column].add(at)
    return by_cell, large


def _has(box: Box, place: Place) -> bool:
    sheet, row, column = place
    return sheet == box[0] and box[1] <= row <= box[3] and box[2] <= column <= box[4]


def _formulas(data: bytes) -> Iterator[Formula]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    sheets = {sheet.title.casefold(): number for number, sheet in enumerate(book.worksheets)}
    for number, sheet in enumerate(book.worksheets):
        names = {
            name.casefold(): one.attr_text or ""
            for name, one in (*book.defined_names.items(), *sheet.defined_names.items())
        }
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield _formula(cell, number, sheets, names)


def _formula(cell: Any, sheet: int, sheets: dict[str, int], names: dict[str, str]) -> Formula:
    """An array has its words beside the cells that it fills, a table of what would be if has none."""
    places = [(sheet, cell.row - 1, cell.column - 1)]
    words = cell.value
    if not isinstance(words, str):
        box = _box(words.ref, sheet)
        if box is not None and box[3] < END and box[4] < END:
            places += [
                (sheet, row, column)
                for row in range(box[1], box[3] + 1)
                for column in range(box[2], box[4] + 1)
            ]
        words = getattr(words, "text", None)
    formula = Formula(places)
    _read(words or "", sheet, sheets, names, formula)
    return formula


def _read(words: str, sheet: int, sheets: dict[str, int], names: dict[str, str], into: Formula) -> None:
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token, TokenizerError

    try:
        tokens = Tokenizer(words if words.startswith("=") else f"={words}").items
    except (TokenizerError, IndexError):
        tokens = []
    into.is_in_doubt |= not tokens
    for token in tokens:
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            into.is_in_doubt |= ":" in token.value or token.value.upper().endswith(ANYWHERE)
        elif token.type == Token.OP_IN and token.value == ":":
            into.is_in_doubt = True
        elif token.type == Token.OPERAND and token.subtype == Token.RANGE:
            _take_in(token.value, sheet, sheets, names, into)


def _take_in(words: str, sheet: int, sheets: dict[str, int], names: dict[str, str], into: Formula) -> None:
    """What an operand stands for: cells of this sheet or another, or a name for them."""
    title, _, cells = words.rpartition("!")
    title = title.removeprefix("'").removesuffix("'").replace("''", "'").casefold()
    if title.startswith("["):
        return  # another file
    where = sheets.get(title) if title else sheet
    box = _box(cells, where) if where is not None else None
    if box is not None:
        into.boxes.append(box)
    elif cells.casefold() in names:
        without = {name: meant for name, meant in names.items() if name != cells.casefold()}
        _read(names[cells.casefold()], sheet, sheets, without, into)
    else:
        into.is_in_doubt = True


def _box(cells: str, sheet: int) -> Box | None:
    """The box of "B3", "$B$3:$B$6", "B:B" or "3:6"; None for what is none."""
    from openpyxl.utils import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(cells)
    except (ValueError, TypeError):
        return None
    return sheet, (top or 1) - 1, (left or 1) - 1, (bottom or END) - 1, (right or END) - 1
