"""The outlines of an area's parts, made of what lies in each: they cover the whole and none lies over another."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from app.areas.geometry import location
from app.areas.geometry.plane import around
from app.areas.models import Area

GRAIN = 0.001  # m: outlines are laid upon each other at this grain
TINY = 1.0  # m²: what is smaller is a splinter of rounding


def shared(
    area: Area, children: Sequence[Area], parts: Sequence[int], count: int
) -> list[BaseGeometry | None]:
    """For each of `count` parts the outline of its share, lon/lat; None for all where the places are not known.

    Every spot of the area belongs to the part of the nearest place in it: an outline inside counts with its whole edge, one
    without an outline by its point, one that lies over others not at all. `parts` says of each child which part it is in.
    """
    known = location.index().shapes
    whole = known.get(area.code)
    lies_over = [child.overlay and not all(other.overlay for other in children) for child in children]
    sites = [
        None if over else known.get(child.code) or _point(child)
        for child, over in zip(children, lies_over, strict=True)
    ]
    placed = [(site, part) for site, part in zip(sites, parts, strict=True) if site is not None]
    if whole is None or {part for _, part in placed} != set(range(count)):
        return [None] * count
    plane = around(whole)
    flat = plane.flatten(whole)
    sites_of = [[plane.flatten(site) for site, at in placed if at == part] for part in range(count)]
    cells = _nearest(flat, sites_of)
    left, found = flat, []
    for part in range(count):
        own = _together([site for site in sites_of[part] if site.geom_type != "Point"])
        others = _together(
            [site for at in range(count) if at != part for site in sites_of[at] if site.geom_type != "Point"]
        )
        share = _polygons(cells[part].difference(others, grid_size=GRAIN))
        share = _polygons(_together([share, own]).intersection(left, grid_size=GRAIN))
        left = _polygons(left.difference(share, grid_size=GRAIN))
        found.append(share)
    return [shapely.transform(share, plane.degrees) if not share.is_empty else None for share in found]


def _nearest(flat: BaseGeometry, sites_of: list[list[BaseGeometry]]) -> list[BaseGeometry]:
    """For each part, what of the plane lies nearest to one of its sites."""
    points, part_of = [], []
    for part, sites in enumerate(sites_of):
        for site in sites:
            edge = _edge(site.intersection(flat, grid_size=GRAIN))
            points += edge
            part_of += [part] * len(edge)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=flat))
    tree = shapely.STRtree(points)
    shares: list[list[BaseGeometry]] = [[] for _ in sites_of]
    for cell in cells:
        inside = tree.query(cell, predicate="intersects")
        if len(inside):
            shares[part_of[inside[0]]].append(cell)
    return [_together(share) for share in shares]


def _together(shapes: list[BaseGeometry]) -> BaseGeometry:
    return shapely.union_all(shapes, grid_size=GRAIN)


def uncovered(wholes: Sequence[str], parts: Sequence[BaseGeometry]) -> tuple[float, float]:
    """(the share of the ended areas that no part covers, the share that more than one covers), from 0 to 1."""
    known = [location.index().shapes[code] for code in wholes if code in location.index().shapes]
    if not known or not parts:
        return 0.0, 0.0
    plane = around(shapely.union_all(known))
    whole = plane.flatten(shapely.union_all(known))
    flat = [plane.flatten(part) for part in parts]
    together = shapely.union_all(flat)
    return whole.difference(together).area / whole.area, max(
        sum(part.area for part in flat) - together.area, 0.0
    ) / whole.area


def _point(area: Area) -> BaseGeometry | None:
    return None if area.lat is None or area.lon is None else shapely.Point(area.lon, area.lat)


def _edge(shape: BaseGeometry) -> list[BaseGeometry]:
    """Points that stand for it: itself, or its edge at every few metres."""
    if shape.is_empty:
        return []
    if shape.geom_type == "Point":
        return [shape]
    step = max(shape.length / 60, 2.0)
    inner = shape.buffer(-min(step / 4, 1.0))
    edge = shapely.segmentize((shape if inner.is_empty else inner).boundary, step)
    return [shapely.Point(xy) for xy in dict.fromkeys(map(tuple, shapely.get_coordinates(edge)))]


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """What of it is an area, without splinters: lines and points left by an overlay cannot be laid upon another."""
    return shapely.union_all(
        [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > TINY]
    )
