"""How wide the columns of a document's table are: as wide as their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

MARGIN = 2.2  # cm, on A4
PAPER = 21 - 2 * MARGIN  # cm
SIZES = 11, 10, 9, 8  # pt, the largest at which the words fit
POINT = 2.54 / 72  # cm
PADDING = 0.42  # cm, both sides of a cell
NARROW_SIGN = (
    0.75  # of a Chinese one, a letter in bold, also in the wide face that stands in where ours is not there
)
CHINESE = "\u2e80-\u9fff\uff00-\uffef"
TOGETHER = 4  # Chinese signs that stay beside each other


def fitting(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, tuple[float, ...]]:
    """The size of the letters (pt) and how wide each column is (cm), so that none breaks within a word where they fit on paper.

    What is left over goes to those in which most is written; where no size is small enough, every column gives way alike.
    """
    columns = list(zip(*([heads, *rows]), strict=True))
    for size in SIZES:
        em = size * POINT
        least = [
            max(_width(run, em) for cell in column for run in _runs(cell)) + PADDING for column in columns
        ]
        if sum(least) <= PAPER:
            break
    else:
        return size, tuple(one * PAPER / sum(least) for one in least)
    wanted = [max(_width(cell, em) for cell in column) + PADDING for column in columns]
    lacking = [max(whole - part, 0.01) for whole, part in zip(wanted, least, strict=True)]
    rest = (PAPER - sum(least)) / sum(lacking)
    return size, tuple(part + rest * lack for part, lack in zip(least, lacking, strict=True))


def _runs(cell: str) -> list[str]:
    """What a line does not break in: words of letters; of Chinese a few signs, so that no column is a sign wide."""
    return re.findall(rf"[^\s{CHINESE}]+|[{CHINESE}]{{1,{TOGETHER}}}", cell) or [""]


def _width(run: str, em: float) -> float:
    """About how wide it is in bold letters of that size (cm)."""
    return sum(em if re.match(f"[{CHINESE}]", sign) else NARROW_SIGN * em for sign in run)
