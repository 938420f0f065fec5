"""The areas that a form offers to choose from, level by level."""

from __future__ import annotations

from app.areas.models import Area
from app.core import clock

MOST = 300  # beyond them a level is left to those who sit lower
NOT_CHOSEN = ("micro_grid", "building", "checkpoint")


def below(roots: list[str]) -> list[tuple[str, str]]:
    """The areas to choose from, as (code, name): the reader's own, and level by level those below while they are not too many."""
    day = clock.today().isoformat()
    level = list(Area.select().where(Area.code.in_(roots or [""])).order_by(Area.depth, Area.code))
    found: list[tuple[str, str]] = []
    above: dict[str, str] = {}
    while level and len(found) + len(level) <= MOST:
        found += [
            (row.code, f"{above.get(row.parent_id, '')}{row.name}")
            for row in level
            if row.code not in dict(found)
        ]
        above = {row.code: f"{row.name} " if row.kind == "community" else "" for row in level}
        level = list(
            Area.select()
            .where(
                Area.parent.in_([row.code for row in level]), Area.kind.not_in(NOT_CHOSEN), Area.begins <= day,
                Area.ends >= day,
            )
            .order_by(Area.code)
            .limit(MOST + 1)
        )  # fmt: skip
    return found
