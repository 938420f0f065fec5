"""How often what a row of the responsibility list proposed came back, why, and who took it instead; by that it proposes its own change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from peewee import fn

from app.core import clock
from app.matters.models import Matter, SentBack

SPAN = 365 * clock.DAY
ENOUGH = 3  # as many as make a proposal, and more than half of them to one unit
MOST = 500  # of one row that are looked at, the latest first
OFTEN_MOST = 100
NOT_ON_LIST = "not_on_list"


@dataclass(frozen=True)
class Returns:
    """`count` times in the last year; `reasons` code → times; `instead`: who took it, the most frequent first; `proposed`: who
    should lead, where most went to one unit; `is_nobodys`: whether nobody should, since most were on no list and no unit took them."""

    count: int
    reasons: dict[str, int]
    instead: tuple[tuple[str, int], ...]
    proposed: str | None
    is_nobodys: bool


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
    reasons = Counter(reason for reason, _ in found)
    refused = reasons[NOT_ON_LIST]
    is_nobodys = not instead and refused >= ENOUGH and 2 * refused > len(found)
    proposed = first[0][0] if is_clear else None
    return Returns(len(found), dict(reasons), tuple(instead.most_common()), proposed, is_nobodys)


def given_back(matter: Matter, unit: str | None) -> SentBack | None:
    """The last time that the unit gave this very matter back, having been given it by the list; None where it has not."""
    if not matter.send_backs or unit is None:
        return None
    rows = SentBack.select().where(SentBack.matter == matter.id, SentBack.unit == unit)
    found: SentBack | None = rows.order_by(SentBack.entry.desc()).first()
    return found


def often() -> list[tuple[str, str, str]]:
    """(category, kind of level, unit) of the rows that came back often enough in the last year to propose their change."""
    rows = (
        SentBack.select(SentBack.category, SentBack.level_kind, SentBack.unit)
        .where(SentBack.at > clock.now() - SPAN)
        .group_by(SentBack.category, SentBack.level_kind, SentBack.unit)
        .having(fn.COUNT(SentBack.entry) >= ENOUGH)
        .order_by(fn.COUNT(SentBack.entry).desc(), SentBack.category, SentBack.level_kind)
        .limit(OFTEN_MOST)
    )
    return list(rows.tuples())
