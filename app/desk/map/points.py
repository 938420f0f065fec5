"""Where the matters of a list lie on the map: each at the middle of its area, never where somebody's phone was."""

from __future__ import annotations

from typing import Any

from app.areas import tree
from app.areas.access.reach import Reach
from app.core import clock
from app.desk.lists import listing, rows
from app.desk.lists.listing import Narrowed
from app.desk.lists.views import View
from app.maps import outlines
from app.maps.ground import Ground
from app.matters.models import Call, Matter

MOST = 2000  # matters on one map; facets count as many


def collection(reach: Reach, view: View, asked: Narrowed, ground: Ground, language: str) -> dict[str, Any]:
    """`{"points": […], "unplaced", "is_whole"}`: the matters of the view as it is narrowed, first things first."""
    found = listing.first(reach, view, asked, MOST + 1)
    matters = found[:MOST]
    middle, whistled = outlines.middles(), _whistled(matters)
    points = []
    for matter, line in zip(matters, rows.lines(matters, reach, language), strict=True):
        at = middle(matter.area)
        if at is not None:
            points.append(
                {
                    "id": line.id, "number": line.number, "what": line.what, "where": line.where, "state": matter.state,
                    "word": line.state, "kind": line.kind, "is_late": line.due_state == "late",
                    "is_whistled": line.id in whistled, "at": ground.position(*at),
                }
            )  # fmt: skip
    return {"points": points, "unplaced": len(matters) - len(points), "is_whole": len(found) <= MOST}


def _whistled(matters: list[Matter]) -> set[str]:
    """Those with a whistle that nobody has answered."""
    ids = [matter.id for matter in matters]
    return {
        id for (id,) in Call.select(Call.matter).where(Call.matter.in_(ids), Call.state == "open").tuples()
    }


def outlines_of(reach: Reach, ground: Ground) -> list[dict[str, Any]]:
    """The outlines of the areas within reach."""
    day = clock.today().isoformat()
    return outlines.outlines(outlines.standing(tree.below(*sorted(reach.areas)), day), ground)
