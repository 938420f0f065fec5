"""Which parts of a whole are not told, so that no number below five follows when the others are taken from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.board.figures import FEW


def withheld(counts: Mapping[str, int], order: Sequence[str]) -> set[str]:
    """The parts of which no number is shown: those below five, and, where these together are below five and not nothing, so
    many more that what is left when the others are taken from the whole is five at least."""
    few = {part for part, count in counts.items() if count < FEW}
    rest = sum(counts[part] for part in few)
    shown = sorted(
        (part for part in counts if part not in few),
        key=lambda part: (counts[part], order.index(part) if part in order else len(order)),
    )
    while 0 < rest < FEW and shown:
        part = shown.pop(0)
        few.add(part)
        rest += counts[part]
    return few
