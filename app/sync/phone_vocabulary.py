"""Everything that a phone knows by name without a line: moves and states, and the kinds of record it sends."""

from __future__ import annotations

from typing import Any

from app.core.words import translate
from app.matters.views.vocabulary import vocabulary
from app.sync.batch import operations


def phone_vocabulary(language: str) -> dict[str, Any]:
    """The vocabulary of matters in "zh" or "en", and `ops`: kind of record → what it is called."""
    ops = {name: translate(operation.words, language) for name, operation in operations.TABLE.items()}
    return {**vocabulary(language), "ops": ops}
