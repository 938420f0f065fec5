"""Whole numbers in what another system asks."""

from __future__ import annotations

from app.core.problems.problem import Problem


def number_in(field: str, text: str, least: int, most: int, otherwise: int = 0) -> int:
    """The number that a query key holds, `otherwise` for an empty one. Problem bad-value."""
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and least <= int(text) <= most):
        raise Problem("bad-value", (field, "out-of-range", {"least": least, "most": most}))
    return int(text)
