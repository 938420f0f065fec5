"""Fields in the cells of a Word document's tables: what they say, and which formulas among them take in a cell without its number.

Where a formula's words do not tell what it takes in, it counts as one that does. What a formula came to before is taken out:
Word reckons it when the document is opened, other programs when their user asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SIMPLE, INSTRUCTION, MARK, RUN, TEXT = (
    f"{{{WORD}}}{name}" for name in ("fldSimple", "instrText", "fldChar", "r", "t")
)
KIND, SAYS, IS_STALE = (f"{{{WORD}}}{name}" for name in ("fldCharType", "instr", "dirty"))
# a function of what stands on one side, or of cells by their names: all that we can follow
FOLLOWED = re.compile(
    r"=\s*[A-Z]+\s*\(\s*(?:(ABOVE|BELOW|LEFT|RIGHT)|([A-Z]\d+)(?::([A-Z]\d+))?)\s*\)", re.IGNORECASE
)
PICTURE = re.compile(r"\\[#@*].*\Z")  # how the result is written
Place = tuple[int, int, int]  # table, row, column, from 0


@dataclass(frozen=True)
class Formula:
    """The places of its cell, and those that it takes in; None where its words do not tell."""

    places: frozenset[Place]
    takes_in: frozenset[Place] | None
    cell: Any


def words_of(cell: Any) -> str | None:
    """What the field in the cell says ("=SUM(ABOVE)"), of several the first; None where there is none."""
    return next((instruction for instruction, _ in _fields(cell)), None)


def _fields(cell: Any) -> Iterator[tuple[str, list[Any]]]:
    """(what it says, its marks or itself) of each field in the cell."""
    marks: list[Any] = []
    instruction = ""
    for one in cell.iter(SIMPLE, INSTRUCTION, MARK):
        if one.tag == SIMPLE:
            yield one.get(SAYS, "").strip(), [one]
        elif one.tag == INSTRUCTION:
            instruction += one.text or ""
        else:
            marks.append(one)
            if one.get(KIND) == "end":
                yield instruction.strip(), marks
                marks, instruction = [], ""


def incomplete(tables: list[Any], empty: Collection[Place]) -> list[Any]:
    """The cells whose formula takes in one of these, also through others."""
    if not empty:
        return []
    formulas, wrong = (
        [one for number, table in enumerate(tables) for one in _formulas(number, table)],
        set(empty),
    )
    found: list[Formula] = []
    while fresh := [
        one for one in formulas if one not in found and (one.takes_in is None or one.takes_in & wrong)
    ]:
        found += fresh
        wrong |= {place for one in fresh for place in one.places}
    return [one.cell for one in found]


def _formulas(number: int, table: Any) -> Iterator[Formula]:
    grid = [row.cells for row in table.rows]
    places: dict[Any, set[Place]] = {}
    for at, row in enumerate(grid):
        for column, cell in enumerate(row):
            places.setdefault(cell._tc, set()).add((number, at, column))
    is_plain = all(len(of) == 1 for of in places.values())
    for tc, of in places.items():
        for instruction, _ in _fields(tc):
            if instruction.startswith("="):
                yield Formula(frozenset(of), _taken_in(instruction, of, places, is_plain), tc)


def _taken_in(
    instruction: str, own: set[Place], places: dict[Any, set[Place]], is_plain: bool
) -> frozenset[Place] | None:
    found = FOLLOWED.fullmatch(PICTURE.sub("", instruction).strip())
    if found is None or (
        found[2] and not is_plain
    ):  # a merged cell counts as one, and moves the names of others
        return None
    if found[2]:
        box = [_place_of(name) for name in (found[2], found[3] or found[2])]
        top, bottom = sorted(row for row, _ in box)
        left, right = sorted(column for _, column in box)
        return frozenset(
            place
            for of in places.values()
            for place in of
            if top <= place[1] <= bottom and left <= place[2] <= right
        )
    axis = 2 if found[1].upper() in ("ABOVE", "BELOW") else 1
    line = {place[axis] for place in own}
    return frozenset(place for of in places.values() for place in of if place[axis] in line) - own


def _place_of(name: str) -> tuple[int, int]:
    return int(name[1:]) - 1, ord(name[0].upper()) - ord("A")


def reckon_anew(cell: Any) -> None:
    """Take out what the formulas in the cell came to, and say that it is to be reckoned."""
    for instruction, marks in list(_fields(cell)):
        if not instruction.startswith("="):
            continue
        marks[0].set(IS_STALE, "true")
        for text in _result(cell, marks):
            text.text = ""


def _result(cell: Any, marks: list[Any]) -> Iterator[Any]:
    """The words that stand for what a field came to."""
    if marks[0].tag == SIMPLE:
        yield from marks[0].iter(TEXT)
        return
    is_within = False
    for one in cell.iter(MARK, TEXT):
        if one in marks:
            is_within = one.get(KIND) == "separate"
        elif is_within and one.tag == TEXT:
            yield one
