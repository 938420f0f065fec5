"""Houses in a block: rows that look south, a few towers and courts, none in the street and none in each other."""

from __future__ import annotations

import math

import shapely
from shapely import affinity
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from app.demo.chance import Chance

STREET = 13.0  # metres kept free along the edge of a block
LANE = 6.0  # and on either side of a lane inside it
ROW = 47.0  # metres from one row to the next: the sun reaches the ground floor in winter


def houses(block: Polygon, free: BaseGeometry, count: int, chance: Chance) -> list[Polygon]:
    """`count` outlines in metres, or as many as fit off the lines in `free`, from north-west to south-east."""
    angle = _slope(block)
    home = block.centroid
    straight = affinity.rotate(block.buffer(-STREET).difference(free.buffer(LANE)), -angle, origin=home)
    outlines: list[Polygon] = []
    west, south, east, north = straight.bounds
    y = north - chance.uniform(4, 9)
    while y > south + 12:
        x = west + chance.uniform(0, 14)
        while x < east - 16:
            house = _house(x, y, chance)
            if straight.contains(house):
                outlines.append(house)
                x = house.bounds[2] + chance.uniform(11, 19)
            else:
                x += 6
        y -= ROW + chance.uniform(-3, 5)
    chosen = [outlines[number * len(outlines) // count] for number in range(min(count, len(outlines)))]
    turned = [affinity.rotate(house, angle, origin=home) for house in chosen]
    return sorted(turned, key=lambda house: (-round(house.centroid.y / 40), house.centroid.x))


def _slope(block: Polygon) -> float:
    """Degrees by which the block's southern street climbs to the east, softened."""
    corners = shapely.minimum_rotated_rectangle(block).exterior.coords
    sides = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(corners, list(corners)[1:], strict=False)]
    east = max(sides, key=lambda side: side[0])
    return math.degrees(math.atan2(east[1], east[0])) * 0.8


def _house(x: float, y: float, chance: Chance) -> Polygon:
    """One house whose north-western corner is (x, y)."""
    kind = chance.choices(("slab", "steps", "corner", "tower"), (58, 17, 13, 12))[0]
    long, deep = chance.uniform(42, 62), chance.uniform(12.5, 15)
    if kind == "tower":
        wide = chance.uniform(22, 26)
        cut = wide * 0.18
        square = box(x, y - wide, x + wide, y)
        notches = [box(x, y - cut, x + cut, y), box(x + wide - cut, y - cut, x + wide, y)]
        return _one(square.difference(shapely.union_all(notches)))
    slab = box(x, y - deep, x + long, y)
    if kind == "steps":
        half = long / 2
        return _one(
            shapely.union(box(x, y - deep, x + half, y), box(x + half, y - deep - 4, x + long, y - 4))
        )
    if kind == "corner":
        return _one(shapely.union(slab, box(x, y - deep - 13, x + deep, y)))
    return slab


def _one(shape: BaseGeometry) -> Polygon:
    assert isinstance(shape, Polygon)
    return shape
