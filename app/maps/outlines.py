"""The outlines of areas as a map draws them, and the middle of an area, where whatever lies in it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from app.areas.geometry import location
from app.areas.models import Area
from app.maps.ground import Ground

OUTLINES_MOST = 3000
SMALL = ("building", "checkpoint", "micro_grid")  # drawn only where there are not too many
Middle = Callable[[str], tuple[float, float] | None]
Row = tuple[str, str, str]  # code, name, kind


def middles() -> Middle:
    """The middle of an area, or of the nearest above it that has one (WGS-84 latitude, longitude)."""
    index = location.index()
    known: dict[str, tuple[float, float] | None] = {}

    def middle(code: str) -> tuple[float, float] | None:
        if code not in known:
            known[code] = next((at for above in index.chain(code) if (at := _own(above)) is not None), None)
        return known[code]

    def _own(code: str) -> tuple[float, float] | None:
        if code in index.shapes:
            point = index.shapes[code].representative_point()
            return point.y, point.x
        area = index.known[code]
        return (area.lat, area.lon) if area.lat is not None and area.lon is not None else None

    return middle


def standing(codes: Any, day: str) -> list[Row]:
    """Of these areas (codes, or a query of them) the ones that stand on that day, the larger first."""
    query = Area.select(Area.code, Area.name, Area.kind).where(
        Area.code.in_(codes), Area.begins <= day, Area.ends >= day
    )
    return list(query.order_by(Area.depth, Area.code).tuples())


def outlines(
    areas: Iterable[Row], ground: Ground, choosable: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    """The outlines of these areas as GeoJSON features, small ones only where there is room; what is choosable has an `id`."""
    shapes = location.index().shapes
    found = [row for row in areas if row[0] in shapes]
    if len(found) > OUTLINES_MOST:
        found = [row for row in found if row[2] not in SMALL][:OUTLINES_MOST]
    return [
        feature(shapes[code], ground, name=name, kind=kind, **({"id": code} if code in choosable else {}))
        for code, name, kind in found
    ]


def feature(shape: BaseGeometry, ground: Ground, **properties: Any) -> dict[str, Any]:
    """One outline (WGS-84) as a GeoJSON feature on this ground."""

    def moved(lonlat: Any) -> Any:
        return [ground.position(lat, lon)[::-1] for lon, lat in lonlat]

    geometry = shapely.geometry.mapping(shapely.transform(shape, moved))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def shaped(codes: Iterable[str]) -> frozenset[str]:
    """Of these areas the ones whose outline is known."""
    return frozenset(location.index().shapes.keys() & set(codes))
