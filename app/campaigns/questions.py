"""The questions of a campaign as they are written: a line each; one that ends in choices asks which, any other whether it is so."""

from __future__ import annotations

import re
from typing import Any

from app.core.problems.problem import Problem

MOST, WORDS_MOST, CHOICES_MOST, CHOICE_MOST = 8, 60, 6, 20


def parse(text: str) -> list[dict[str, Any]]:
    """`[{"id", "words", "choices"?}]`, as in 用什么气：管道气/瓶装气. Problem bad-value."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 1 <= len(lines) <= MOST:
        raise Problem("bad-value", ("questions", "too-many", {"most": MOST}) if lines else ("questions", "missing"))  # fmt: skip
    return [{"id": f"q{number}", **_question(line)} for number, line in enumerate(lines, 1)]


def _question(line: str) -> dict[str, Any]:
    words, _, rest = (part.strip() for part in re.sub(r"[:：]", "：", line).partition("："))
    choices = list(dict.fromkeys(part.strip() for part in re.split(r"[/／]", rest) if part.strip()))
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
