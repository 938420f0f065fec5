"""Which parts of a whole are not told, so that no number below five follows when the others are taken from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app.board.figures import FEW


def is_few(count: int) -> bool:
    """Whether it is a number that points at somebody."""
    return 0 < count < FEW


def withheld(counts: Mapping[str, int], order: Sequence[str], besides: Collection[str] = ()) -> set[str]:
    """The parts of which no number is shown: those below five and those `besides`, and, where these together are below five
    and not nothing, so many more that what is left when the others are taken from the whole is five at least; never one alone
    of those `besides`."""
    few = {part for part, count in counts.items() if count < FEW or part in besides}
    rest = sum(counts[part] for part in few)
    shown = sorted(
        (part for part in counts if part not in few),
        key=lambda part: (counts[part], order.index(part) if part in order else len(order)),
    )
    while shown and (is_few(rest) or (besides and sum(counts[part] > 0 for part in few) == 1)):
        part = shown.pop(0)
        few.add(part)
        rest += counts[part]
    return few
