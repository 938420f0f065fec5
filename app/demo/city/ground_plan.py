"""The ground plan of 临港市 in metres: a river, two banks, streets that bend, and twelve grids between them."""

from __future__ import annotations

import math
from typing import NamedTuple

import shapely
from shapely.geometry import LineString, Polygon
from shapely.ops import split

from app.areas.geometry.plane import Plane

Point = tuple[float, float]

PLANE = Plane(27.58, 120.55)  # the plan's origin lies here

# crossings by column (a–c west of the river, d–f east of it) and row (0 in the south), metres east and north
CROSSINGS: dict[str, Point] = {
    "a0": (-612, -428), "b0": (-335, -446), "c0": (-58, -414), "d0": (22, -404), "e0": (296, -436), "f0": (588, -398),
    "a1": (-641, -152), "b1": (-352, -170), "c1": (-98, -148), "d1": (-18, -138), "e1": (268, -156), "f1": (561, -124),
    "a2": (-610, 102), "b2": (-331, 112), "c2": (-66, 92), "d2": (18, 98), "e2": (262, 120), "f2": (598, 94),
    "a3": (-566, 366), "b3": (-309, 346), "c3": (-14, 372), "d3": (76, 366), "e3": (289, 348), "f3": (566, 380),
}  # fmt: skip

# how far (m) a street bends to its left half-way; those not named bend a little by their place on the plan
BENDS: dict[str, float] = {
    "c0c1": 16, "c1c2": -15, "c2c3": 14, "d0d1": 15, "d1d2": -16, "d2d3": 13,
    "a0b0": -22, "b0c0": 14, "d0e0": -18, "e0f0": -24, "d3e3": 16, "e3f3": 26, "b3c3": 20,
    "f0f1": -18, "f1f2": -26, "f2f3": -15, "a0a1": 20, "a1a2": 12,
    "a2b2": 0, "b2b3": 0,
}  # fmt: skip
# one kink outwards: the worker's grid stays convex
KINKS: dict[str, Point] = {"a2a3": (-600, 238), "a3b3": (-438, 371)}


class Cell(NamedTuple):
    """A block between four crossings: its name on the plan and its south-western and north-eastern crossing."""

    name: str
    low: str
    high: str


CELLS = tuple(
    Cell(f"{left}{row}", f"{left}{row}", f"{right}{row + 1}")
    for row in (2, 1, 0)
    for left, right in ("ab", "bc", "de", "ef")
)


def street(start: str, end: str) -> list[Point]:
    """The middle of the street from one crossing to another, both ends included; the same both ways round."""
    if start > end:
        return street(end, start)[::-1]
    a, b = CROSSINGS[start], CROSSINGS[end]
    if start + end in KINKS:
        return [a, KINKS[start + end], b]
    bend = BENDS.get(start + end, 9 * math.sin(a[0] / 90 + b[1] / 70))
    if not bend:
        return [a, b]
    long, points = math.dist(a, b), 8
    left = (-(b[1] - a[1]) / long, (b[0] - a[0]) / long)
    result = []
    for step in range(points + 1):
        along = step / points
        off = bend * math.sin(math.pi * along) ** 1.3
        result.append(
            (a[0] + (b[0] - a[0]) * along + left[0] * off, a[1] + (b[1] - a[1]) * along + left[1] * off)
        )
    return result


def block(cell: Cell) -> Polygon:
    """The outline of a cell along its four streets."""
    left, row = cell.low[0], cell.low[1]
    right, above = cell.high[0], cell.high[1]
    corners = [left + row, right + row, right + above, left + above, left + row]
    ring: list[Point] = []
    for start, end in zip(corners, corners[1:], strict=False):
        ring += street(start, end)[:-1]
    return Polygon(ring)


def river() -> Polygon:
    """The water between the banks."""
    west = [p for row in range(3) for p in street(f"c{row}", f"c{row + 1}")]
    east = [p for row in range(3) for p in street(f"d{row}", f"d{row + 1}")]
    return Polygon(west + east[::-1])


def land() -> Polygon:
    """The whole city: every block, the river, a belt of fields around them, and the shore in the east."""
    belt = shapely.union_all([*(block(cell) for cell in CELLS), river()]).buffer(64)
    shore = Polygon([(480, -440), (690, -330), (668, -180), (724, -40), (706, 150), (748, 290), (500, 400)])
    return Polygon(shapely.union(belt, shore.buffer(40)).buffer(-30).buffer(30).simplify(3).exterior)


def lane(cell: Cell) -> LineString:
    """The lane that parts a block into a northern and a southern micro-grid."""
    west, south, east, north = block(cell).bounds
    middle = south + (north - south) * 0.53
    return LineString([(west - 40, middle - 9), (east + 40, middle + 12)])


def micro_grids(cell: Cell) -> list[Polygon]:
    """The parts of a block on either side of its lane, the northern first."""
    return sorted(split(block(cell), lane(cell)).geoms, key=lambda part: -part.centroid.y)


def market_street() -> Polygon:
    """The dedicated grid: the commercial strip along the river, lying over the east of the block b1."""
    home = block(next(cell for cell in CELLS if cell.name == "b1"))
    strip = Polygon([(-196, -250), (-40, -250), (-20, 160), (-158, 160), (-186, 10), (-178, -60)])
    return home.intersection(strip.buffer(0))
