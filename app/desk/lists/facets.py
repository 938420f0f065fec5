"""The places and kinds of things by which a desk narrows its list."""

from __future__ import annotations

from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import clock
from app.core.remembered import remembered
from app.matters import categories

MOST = 60
TOO_SMALL = ("building", "checkpoint", "micro_grid")


def places(reach: Reach) -> list[tuple[str, str]]:
    """The (code, name) of the areas directly below the person's own, down to the grid."""
    return list(_places(reach.areas, clock.today().isoformat()))


@remembered
def _places(above: frozenset[str], day: str) -> tuple[tuple[str, str], ...]:
    rows = (
        Area.select(Area.code, Area.name)
        .where(Area.parent.in_(sorted(above)), Area.kind.not_in(TOO_SMALL))
        .where(Area.begins <= day, Area.ends >= day)
        .order_by(Area.code)
        .limit(MOST)
    )
    return tuple(rows.tuples())


@remembered
def classes(language: str) -> tuple[tuple[str, str], ...]:
    """The (code, name) of each class of things."""
    return tuple(
        (category["code"], category["name"])
        for category in categories.serialize_all(language)
        if not category["parent"]
    )
