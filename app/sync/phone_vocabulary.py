"""Everything that a phone knows by name without a line: moves and states, and the kinds of record it sends."""

from __future__ import annotations

from typing import Any

from app.areas.access import permissions
from app.core.words import translate
from app.matters.moves import table
from app.matters.views.vocabulary import vocabulary
from app.places import kinds
from app.storms.models import QUESTIONS, REACHED_BY
from app.sync.batch import operations

# what the field app asks before it offers something
ACTS = ("walk", "read_figures", "see_grid_day", "enrol_head", "see_people", "desk", "administer")


def roles_by_act() -> dict[str, tuple[str, ...]]:
    """Which roles may do each of them: set into the app when it is built, so that a start in a stairwell knows it."""
    return {act: permissions.TABLE[act] for act in ACTS}


def leaving_moves() -> list[str]:
    """The moves that leave their matter as it is: once one is refused, nothing in a phone's queue waits for it."""
    return [move.name for move in table.MOVES if move.leaves_it]


def phone_vocabulary(language: str) -> dict[str, Any]:
    """The vocabulary of matters in "zh" or "en"; `ops`: kind of record → what it is called; `doors`: what is asked at one in a storm; `places`: their checklists."""
    ops = {name: translate(operation.words, language) for name, operation in operations.TABLE.items()}
    doors = [
        {"id": name, "word": translate(words, language), "reached": list(REACHED_BY[name])}
        for name, words in QUESTIONS.items()
    ]
    return {**vocabulary(language), "ops": ops, "doors": doors, "places": kinds.vocabulary()}
