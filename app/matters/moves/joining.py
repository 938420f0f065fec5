"""One resident more asks, or one less."""

from __future__ import annotations

from app.matters.moves.step import Step


def join(step: Step) -> None:
    """One more resident asks: the last word is theirs too."""
    step.matter.resident_asked = True


def leave(step: Step) -> None:
    """One resident less; whether any is left, the residents' door knows."""
    step.matter.resident_asked = bool(step.extra.get("asked"))
