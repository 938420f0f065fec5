"""The questions of a campaign as they are written: a line each; one that ends in choices asks which, any other whether it is so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.core import typed
from app.core.problems.problem import Problem
from app.matters.residents import public_words

PARTS_MOST = 24
MOST, WORDS_MOST, CHOICES_MOST, CHOICE_MOST = 8, 60, 6, 20
UNIT_MOST = 40  # signs of a unit's name in a line
LINE_MOST = WORDS_MOST + CHOICES_MOST * (CHOICE_MOST + 1)
SIGNS_MOST = MOST * (LINE_MOST + 1)  # of all lines with their ends, on the form and here
PARTS_SIGNS_MOST = PARTS_MOST * (UNIT_MOST + LINE_MOST + 2)


def parse(text: str) -> list[dict[str, Any]]:
    """`[{"id", "words", "choices"?}]`, as in 用什么气：管道气/瓶装气. Problem bad-value."""
    lines = _lines(text, MOST)
    return [{"id": f"q{number}", **_question(line)} for number, line in enumerate(lines, 1)]


def parse_parts(text: str, find: Callable[[str], tuple[str, str]]) -> list[dict[str, Any]]:
    """Of lines like 消防站：灭火器没有过期, with each question's `unit` and `unit_name`; `find` tells both of what was written.

    Problem bad-value.
    """
    parts = []
    for number, line in enumerate(_lines(text, PARTS_MOST), 1):
        line = re.sub(r"[:：]", "：", line)
        name, colon, rest = (piece.strip() for piece in line.partition("："))
        if not (name and colon and rest):
            raise Problem("bad-value", ("questions", "no-unit-in-line", {"line": line[:20]}))
        unit, words = find(name)
        parts.append({"id": f"q{number}", "unit": unit, "unit_name": words, **_question(rest)})
    return parts


def _lines(text: str, most: int) -> list[str]:
    """Those in which something stands, of persons no number."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 1 <= len(lines) <= most:
        raise Problem("bad-value", ("questions", "too-many", {"most": most}) if lines else ("questions", "missing"))  # fmt: skip
    if any(public_words.has_personal_number(line) for line in lines):
        raise Problem("bad-value", ("questions", "personal-number"))
    folded = [re.sub(" *: *", ":", typed.plain(line)).casefold() for line in lines]
    alike = next((line for at, line in enumerate(lines) if folded[at] in folded[:at]), None)
    if alike is not None:
        raise Problem("bad-value", ("questions", "lines-alike", {"line": alike[:20]}))
    return lines


def part(place: str, unit: str) -> str:
    """A unit's part at a place; neither code has the sign between them."""
    return f"{place}@{unit}" if unit else place


def place_of(stop: str) -> str:
    """The place's code in a part."""
    return stop.partition("@")[0]


def unit_of(stop: str) -> str:
    """The unit's code in a part; "" where it is none."""
    return stop.partition("@")[2]


def of_stop(questions: list[dict[str, Any]], stop: str) -> list[dict[str, Any]]:
    """Those that are asked there."""
    return [one for one in questions if one.get("unit", "") == unit_of(stop)]


def _question(line: str) -> dict[str, Any]:
    words, colon, rest = (part.strip() for part in re.sub(r"[:：]", "：", line).partition("："))
    choices = [part.strip() for part in re.split(r"[/／]", rest) if part.strip()]
    folded = [typed.plain(choice).casefold() for choice in choices]
    alike = next((choice for at, choice in enumerate(choices) if folded[at] in folded[:at]), None)
    if alike is not None:
        raise Problem("bad-value", ("questions", "choices-alike", {"choice": alike, "question": words[:20]}))
    if colon and not choices:
        raise Problem("bad-value", ("questions", "no-choices", {"line": line[:20]}))
    if len(choices) < 2:
        words, choices = line, []
    if len(words) > WORDS_MOST:
        raise Problem("bad-value", ("questions", "too-long", {"most": WORDS_MOST}))
    if len(choices) > CHOICES_MOST or any(len(choice) > CHOICE_MOST for choice in choices):
        raise Problem("bad-value", ("questions", "bad-choices", {"most": CHOICES_MOST, "long": CHOICE_MOST}))
    return {"words": words, "choices": choices} if choices else {"words": words}


def so_or_not(questions: list[dict[str, Any]]) -> dict[str, str]:
    """id → words of those that are so or not."""
    return {one["id"]: one["words"] for one in questions if "choices" not in one}


def chosen(questions: list[dict[str, Any]], given: dict[str, str]) -> dict[str, str]:
    """What was chosen, for each question with choices. Problem bad-value."""
    asked = {one["id"]: one["choices"] for one in questions if "choices" in one}
    if asked.keys() != given.keys():
        raise Problem("bad-value", ("chosen", "missing" if asked.keys() - given.keys() else "not-a-choice"))
    if any(given[id] not in choices for id, choices in asked.items()):
        raise Problem("bad-value", ("chosen", "not-a-choice"))
    return {id: given[id] for id in asked}
