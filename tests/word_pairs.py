"""Finds sentences that stand in Chinese and English side by side in app/: English belongs to the catalogue alone."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

CHINESE, LATIN = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z]")

# where Chinese and Latin letters stand side by side and nobody reads one for the other: file or folder → what they are
DATA = {
    "areas/imports/messages.py": "the headers a table of areas may have",
    "areas/imports/people_words.py": "the headers a table of people may have",
    "areas/telephones/directory.py": "the headers a table of telephone numbers may have",
    "demo": "the demonstration city: names and their codes, and rows that hold both languages",
    "migrations": "rows of the first database, which hold both languages in columns",
    "people/roster/pages.py": "a term and a staff number in the example of a table",
    "requests/posters/door_plates.py": "the headers a table of doors may have",
}


def find_pairs(tree: ast.Module) -> list[int]:
    """Lines where a Chinese text and its like in Latin letters are neighbours in a tuple, list or call, or choices of one `if`."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Tuple() | ast.List():
                is_pair = any(_are_pair(*two) for two in pairwise(node.elts))
            case ast.Call():
                is_pair = any(_are_pair(*two) for two in pairwise(node.args))
            case ast.IfExp():
                is_pair = _are_pair(node.body, node.orelse) or _are_pair(node.orelse, node.body)
            case ast.Dict():
                by_key = {_text(key): value for key, value in zip(node.keys, node.values, strict=True) if key}
                is_pair = "zh" in by_key and "en" in by_key and _are_pair(by_key["zh"], by_key["en"])
            case _:
                continue
        if is_pair:
            found.append(node.lineno)
    return found


def is_data(path: Path) -> bool:
    """Whether a file of app/ holds data of the kinds named above."""
    return any(path.is_relative_to(place) for place in DATA)


def _are_pair(chinese: ast.expr, english: ast.expr) -> bool:
    zh, en = _text(chinese), _text(english)
    return bool(CHINESE.search(zh) and LATIN.search(en) and not CHINESE.search(en))


def _text(node: ast.expr) -> str:
    """What is written in a literal, a formatted one, or a list of them; empty for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr():
            return "".join(_text(part) for part in node.values)
        case ast.List() | ast.Tuple():
            return "".join(_text(part) for part in node.elts)
    return ""
