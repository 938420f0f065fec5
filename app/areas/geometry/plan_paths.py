"""A plan of an area and what lies in it, as paths in metres for an SVG of our own."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from app.areas.geometry import location
from app.areas.geometry.plane import around

MARGIN = 0.04  # of the plan's width, kept free around it


@dataclass(frozen=True)
class Part:
    """One outline: its path, and where its name may stand; what lies over others is not named on the plan."""

    code: str
    path: str
    x: float
    y: float
    named: bool


@dataclass(frozen=True)
class Drawing:
    """What an SVG needs: its viewBox, the size of letters in its units, and the outlines, the outer one first."""

    view: str
    letters: float
    parts: tuple[Part, ...]


def plan(code: str, inside: list[str]) -> Drawing | None:
    """The plan of the area and the areas inside it; None if none of them has a shape."""
    shapes = location.index().shapes
    known = location.index().known
    upwards = sorted((inner for inner in inside if inner in shapes), key=lambda inner: known[inner].overlay)
    drawn = [inner for inner in (code, *upwards) if inner in shapes]
    if not drawn:
        return None
    plane = around(shapely.union_all([shapes[inner] for inner in drawn]))
    flat = {inner: plane.flatten(shapes[inner]) for inner in drawn}
    west, south, east, north = shapely.total_bounds(list(flat.values()))
    free = max(east - west, north - south) * MARGIN
    view = (
        f"{west - free:.1f} {-north - free:.1f} {east - west + 2 * free:.1f} {north - south + 2 * free:.1f}"
    )
    over = shapely.union_all([flat[inner] for inner in drawn if known[inner].overlay])
    parts = tuple(_part(inner, flat[inner], None if known[inner].overlay else over) for inner in drawn)
    return Drawing(view, round(max((north - south) / 14, (east - west) / 60), 1), parts)


def _part(code: str, shape: BaseGeometry, over: BaseGeometry | None) -> Part:
    """The outline of one area; its name is placed beside what covers it, if there is room."""
    rings = [ring for polygon in shapely.get_parts(shape) for ring in (polygon.exterior, *polygon.interiors)]
    path = "".join(
        "M" + "L".join(f"{x:.1f} {-y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z"
        for ring in rings
    )
    free = shape.difference(over) if over is not None else shape
    middle = (shape if free.is_empty else free).representative_point()
    return Part(code, path, round(middle.x, 1), round(-middle.y, 1), over is not None)
