"""To which part each open matter would go, by its place, before it is dealt out: the preview's count and list for each part."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from app.admin.reorganisation.plans import Plan
from app.areas.geometry import location
from app.matters import terms
from app.matters.models import Matter
from app.matters.terms import MatterTerm

LISTED = 50  # matters of one part that are named


@dataclass(frozen=True)
class Part:
    """An area that takes something over: how many open matters, and the first of them by number."""

    area: str
    count: int
    matters: list[Matter]


def parts(plan: Plan) -> list[Part]:
    """Each area that takes over or in which something is put, in the order of the plan, with what would go there."""
    shapes = {new.code: shapely.geometry.shape(new.shape) for new in plan.begin if new.shape is not None}
    targets = [*(heir for heirs in plan.end.values() for heir in heirs), *plan.move.values()]
    found: dict[str, list[str]] = {area: [] for area in targets}
    columns = Matter.select(Matter.id, Matter.area, Matter.lat, Matter.lon).where(Matter.id.in_(_open(plan)))
    for id, area, lat, lon in columns.order_by(Matter.number).tuples():
        target = _target(plan, shapes, area, lat, lon)
        if target is not None:
            found[target].append(id)
    listed = [id for ids in found.values() for id in ids[:LISTED]]
    known = {matter.id: matter for matter in Matter.select().where(Matter.id.in_(listed or [""]))}
    return [Part(area, len(ids), [known[id] for id in ids[:LISTED]]) for area, ids in found.items()]


def _open(plan: Plan) -> list[str]:
    named = [f"area:{code}" for code in sorted(plan.touched)]
    under = MatterTerm.select(MatterTerm.matter).distinct()
    rows = under.where(MatterTerm.term.in_(named), MatterTerm.list == terms.OPEN_ONES)
    return [id for (id,) in rows.tuples()]


def _target(
    plan: Plan, shapes: dict[str, shapely.Geometry], area: str, lat: float | None, lon: float | None
) -> str | None:
    """Where it would lie: below what is put elsewhere, or in the part that holds its position, else the first that takes over."""
    for code in location.index().chain(area):
        if code in plan.move:
            return plan.move[code]
        if code in plan.end:
            heirs = plan.end[code]
            if lat is None or lon is None:
                return heirs[0]
            here = shapely.Point(lon, lat)
            return next(
                (heir for heir in heirs if heir in shapes and shapes[heir].intersects(here)), heirs[0]
            )
    return None
