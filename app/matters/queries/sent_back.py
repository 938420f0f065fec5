"""How often what a row of the responsibility list proposed came back, why, and who took it instead; by that it proposes its own change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.core import clock
from app.matters.models import SentBack

SPAN = 365 * clock.DAY
ENOUGH = 3  # as many as make a proposal, and more than half of them to one unit
MOST = 500  # of one row that are looked at, the latest first


@dataclass(frozen=True)
class Returns:
    """`count` times in the last year; `reasons` code → times; `instead`: who took it, the most frequent first; `proposed`: who
    should lead, where most went to one unit."""

    count: int
    reasons: dict[str, int]
    instead: tuple[tuple[str, int], ...]
    proposed: str | None


def returns_of(category: str, level_kind: str, lead: str) -> Returns:
    """What came back from the unit that leads by the row, in the last year."""
    rows = (
        SentBack.select(SentBack.reason, SentBack.instead)
        .where(
            SentBack.category == category,
            SentBack.level_kind == level_kind,
            SentBack.unit == lead,
            SentBack.at > clock.now() - SPAN,
        )
        .order_by(SentBack.at.desc())
        .limit(MOST)
    )
    found = list(rows.tuples())
    instead = Counter(unit for _, unit in found if unit is not None and unit != lead)
    first = instead.most_common(1)
    is_clear = bool(first) and first[0][1] >= ENOUGH and 2 * first[0][1] > len(found)
    return Returns(
        len(found),
        dict(Counter(reason for reason, _ in found)),
        tuple(instead.most_common()),
        first[0][0] if is_clear else None,
    )
