"""What a phone must know of moves, states, turns and roles to show them without a line: one file per language, made at build."""

from __future__ import annotations

from typing import Any

from app.areas.role_words import ROLES
from app.core.words import mark, translate
from app.matters.models import DISPATCHED, OPEN, REPORTED, WORKING
from app.matters.moves import needs, table
from app.matters.views import offers
from app.matters.workflow import labels

# the colour of a state's tag: somebody has to act, somebody is at it, it is well; "" for none of these
TONES = {
    "reported": "wait",
    "dispatched": "info",
    "in_hand": "info",
    "resolved": "wait",
    "confirmed": "wait",
    "closed": "good",
    "shelved": "",
    "void": "",
}
# an open matter in nobody's hands, as a phone knows its own until the office has shown it
STANDINGS = {
    "reported": mark("等人受理"),
    "dispatched": mark("已派出"),
    "in_hand": mark("正在处置"),
    "confirmed": mark("已确认，等居民评价"),
    "shelved": mark("已挂账"),
}


def vocabulary(language: str) -> dict[str, Any]:
    """Everything in "zh" or "en", by name: `moves`, `states`, `urgencies`, `turns`, `roles`, what each word of a move's "carries" `needs`, and the offers of one's `own` report."""
    return {
        "moves": {move.name: offers.describe(move, language) for move in table.MOVES},
        "states": {name: _state(name, language) for name in labels.STATES},
        "urgencies": {name: translate(words, language) for name, words in labels.URGENCIES.items()},
        "turns": {name: translate(words, language) for name, words in labels.TURNS.items()},
        "roles": {name: translate(words, language) for name, words in ROLES.items()},
        "needs": {word: [need.describe() for need in found] for word, found in needs.NEEDS.items()},
        "own": offers.fresh(language),
    }


def _state(name: str, language: str) -> dict[str, Any]:
    """`is_open`: neither closed nor void; `is_worked`: it waits for its holder; `is_untaken`: nobody has it in hand yet."""
    return {
        "word": translate(labels.STATES[name], language),
        "tone": TONES[name],
        "standing": translate(STANDINGS.get(name, ""), language),
        "is_open": name in OPEN,
        "is_worked": name in WORKING,
        "is_untaken": name in (REPORTED, DISPATCHED),
    }
