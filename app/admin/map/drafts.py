"""Reorganisations that are not in force yet, as they are seen on the map: the outlines of what begins and of what is put elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shapely

from app.admin.reorganisation import plans, verbs
from app.admin.reorganisation.models import WAITING, Reorganisation
from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.geometry import location
from app.maps import outlines
from app.maps.ground import Ground

DRAWN_MOST = 50


def waiting(reach: Reach, area: str) -> list[Reorganisation]:
    """The ones of the reader's that change something in this area, the nearest day first."""
    rows = Reorganisation.select().where(Reorganisation.state.in_(WAITING)).order_by(Reorganisation.day)
    return [row for row in rows if _is_seen(row, reach, area)][:DRAWN_MOST]


def _is_seen(row: Reorganisation, reach: Reach, area: str) -> bool:
    touched = plans.of_row(row.plan).touched
    own = all(permissions.may(reach, verbs.ACT, code) for code in touched)
    return own and any(tree.is_below(code, {area}) for code in touched)


def drawn(row: Reorganisation, ground: Ground, put: Callable[[str, str], str]) -> list[dict[str, Any]]:
    """The features of one, each naming it as `id`; `put` words where an area comes to lie (its name, the name of the other)."""
    plan = plans.of_row(row.plan)
    known = location.index().shapes
    begun = {new.code: new for new in plan.begin}
    named = {code: name for code, name, _ in outlines.standing([*plan.move, *plan.move.values()], row.day)}
    called = {"id": f"draft-{row.id}", "kind": "draft"}
    parts = [
        outlines.feature(shapely.geometry.shape(new.shape), ground, name=new.name, **called)
        for new in plan.begin
        if new.shape is not None
    ]
    moved = [
        outlines.feature(
            known[code], ground, name=put(named.get(code, code), named.get(parent, parent)), **called
        )
        for code, parent in plan.move.items()
        if parent not in begun and code in known
    ]
    return parts + moved
