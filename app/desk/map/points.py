"""Where the matters of a list lie on the map: each at the middle of its area, never where somebody's phone was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shapely

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.geometry import location
from app.areas.models import Area
from app.core import clock
from app.desk.lists import listing, rows
from app.desk.lists.listing import Narrowed
from app.desk.lists.views import View
from app.desk.map.ground import Ground
from app.matters.area_staff import Ground as Areas
from app.matters.models import Call, Matter

MOST = 2000  # matters on one map; facets count as many
OUTLINES_MOST = 3000
SMALL = ("building", "checkpoint", "micro_grid")  # drawn only where there are not too many
Middle = Callable[[str], tuple[float, float] | None]


def collection(reach: Reach, view: View, asked: Narrowed, ground: Ground, language: str) -> dict[str, Any]:
    """`{"points": […], "unplaced", "is_whole"}`: the matters of the view as it is narrowed, first things first."""
    found = listing.first(reach, view, asked, MOST + 1)
    matters = found[:MOST]
    middle, whistled = _middles(), _whistled(matters)
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


def _middles() -> Middle:
    """The middle of an area, or of the nearest above it that has one (WGS-84 latitude, longitude)."""
    shapes, areas = location.index().shapes, Areas()
    known: dict[str, tuple[float, float] | None] = {}

    def middle(code: str) -> tuple[float, float] | None:
        if code not in known:
            known[code] = next((at for above in areas.chain(code) if (at := _own(above)) is not None), None)
        return known[code]

    def _own(code: str) -> tuple[float, float] | None:
        if code in shapes:
            point = shapes[code].representative_point()
            return point.y, point.x
        area = Area.get_or_none(Area.code == code)
        return (area.lat, area.lon) if area is not None and area.lat is not None else None

    return middle


def outlines(reach: Reach, ground: Ground) -> list[dict[str, Any]]:
    """The outlines of the areas within reach as GeoJSON features, the larger first; the small ones only where there is room."""
    day, shapes = clock.today().isoformat(), location.index().shapes
    query = Area.select(Area.code, Area.name, Area.kind).where(
        Area.code.in_(tree.below(*sorted(reach.areas))), Area.begins <= day, Area.ends >= day
    )
    found = [row for row in query.order_by(Area.depth, Area.code).tuples() if row[0] in shapes]
    if len(found) > OUTLINES_MOST:
        found = [row for row in found if row[2] not in SMALL][:OUTLINES_MOST]
    return [
        {
            "type": "Feature",
            "properties": {"name": name, "kind": kind},
            "geometry": _geometry(shapes[code], ground),
        }
        for code, name, kind in found
    ]


def _geometry(shape: Any, ground: Ground) -> dict[str, Any]:
    def moved(lonlat: Any) -> Any:
        return [ground.position(lat, lon)[::-1] for lon, lat in lonlat]

    found: dict[str, Any] = shapely.geometry.mapping(shapely.transform(shape, moved))
    return found
