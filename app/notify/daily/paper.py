"""How large a digest is printed on its one sheet of A4, and how many of its examples find room there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from app.notify.daily.telling import Digest

WIDTH, HEIGHT = 182.0, 271.0  # mm within the margins
QUARTER, BESIDE, CODE, APART, FOOT = 12.0, 11.0, 64.0, 9.0, 8.0  # mm of what is always as high
TITLES = (("", 17.0), ("long", 15.0), ("longest", 12.0))  # class, mm of a letter, as posters.css has them
STEPS = (
    ("", 9.0, 6.2),
    ("many", 8.0, 5.4),
    ("full", 7.0, 4.8),
)  # class, mm of a letter of sentences and of examples
LEADING, GAP, SLACK = 1.45, 2.0, 1.05
TITLE_LINES = 2


@dataclass(frozen=True)
class Fit:
    """The classes of its title and of its words, and the examples that are printed."""

    title: str
    words: str
    pairs: tuple[str, ...]


def fitted(digest: Digest) -> Fit:
    """The largest letters with which everything has room; with the smallest, as many examples as have it."""
    title, high = next(
        ((name, high) for name, high in _titles(digest.title) if high <= TITLE_LINES * TITLES[0][1] * 1.2),
        _titles(digest.title)[-1],
    )
    room = HEIGHT - QUARTER - high - BESIDE - APART - FOOT - (CODE if digest.ask else 0)
    for words, sentence, pair in STEPS:
        if _high(digest.sentences, sentence) + _high(digest.pairs, pair) <= room:
            return Fit(title, words, digest.pairs)
    pairs = digest.pairs
    while pairs and _high(digest.sentences, sentence) + _high(pairs, pair) > room:
        pairs = pairs[:-1]
    return Fit(title, words, pairs)


def _titles(title: str) -> list[tuple[str, float]]:
    return [(name, _lines(title, size) * size * 1.2) for name, size in TITLES]


def _high(lines: Iterable[str], size: float) -> float:
    """mm that a list of these takes."""
    each = [_lines(line, size) * size * LEADING + GAP for line in lines]
    return sum(each) + 8 if each else 0


def _lines(words: str, size: float) -> int:
    """Of letters of so many mm; a Chinese one is as wide as it is high."""
    wide = sum(0.6 if letter.isascii() else 1.0 for letter in words) * size * SLACK
    return max(1, ceil(wide / WIDTH))
