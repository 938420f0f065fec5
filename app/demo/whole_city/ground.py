"""The ground of a whole city: blocks between jittered crossings, each a grid, nested up to communities, streets and districts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from app.areas.geometry.plane import Plane
from app.areas.geometry.shapes import measured_columns
from app.demo.chance import Chance
from app.demo.city.ground_plan import PLANE
from app.demo.whole_city.size import Size

Point = tuple[float, float]

SIDE = 250.0  # metres of a block, a grid of some four hundred households
JITTER = 20.0  # metres by which a crossing lies off the raster
GRIDS, COMMUNITIES, STREETS = 5, 17, 12  # in a community, in a street, in a district
CITY = "339900000000"  # no division has this number
ESTATES = (
    "云杉里",
    "望江苑",
    "金桂园",
    "春晖里",
    "双桥新村",
    "文昌苑",
    "柳岸里",
    "船厂新村",
    "荷塘里",
    "安居苑",
)
BEGAN = "2025-01-01"


@dataclass(frozen=True)
class House:
    """A building of a micro-grid: its code, its name, and where its door is (metres of the plan)."""

    code: str
    name: str
    spot: Point


@dataclass(frozen=True)
class MicroGrid:
    """A strip of a block with its houses."""

    code: str
    name: str
    shape: Polygon
    houses: tuple[House, ...]


@dataclass(frozen=True)
class Block:
    """A grid: the codes above it from the community up to the city, its outline, and its micro-grids."""

    code: str
    name: str
    above: tuple[str, str, str, str]  # community, street, district, city
    middle: Point  # of the raster, metres
    shape: Polygon
    micro_grids: tuple[MicroGrid, ...]

    @cached_property
    def doors(self) -> tuple[tuple[MicroGrid, House], ...]:
        """Every house with its micro-grid."""
        return tuple((micro, house) for micro in self.micro_grids for house in micro.houses)


@dataclass
class City:
    """The blocks in an order in which neighbours follow each other, and the outlines of what lies above them."""

    blocks: list[Block] = field(default_factory=list)
    outlines: dict[str, list[BaseGeometry]] = field(default_factory=dict)  # by code, of the grids in it
    plane: Plane = PLANE


def build(size: Size) -> City:
    """The ground of a city of that size; the same for the same size."""
    city, across = City(), _across(size.grids)
    chance = Chance("crossings")
    crossings = {
        (x, y): (x * SIDE + chance.uniform(-JITTER, JITTER), y * SIDE + chance.uniform(-JITTER, JITTER))
        for x in range(across + 1)
        for y in range(across + 1)
    }
    for number in range(size.grids):
        before, after = (size.micro_grids * n // size.grids for n in (number, number + 1))
        block = _block(number, _on_curve(across, number), crossings, after - before)
        city.blocks.append(block)
        for code in block.above:
            city.outlines.setdefault(code, []).append(block.shape)
    return city


def _across(grids: int) -> int:
    """The side of the smallest square of a power of two that holds so many blocks."""
    across = 1
    while across * across < grids:
        across *= 2
    return across


def _on_curve(across: int, number: int) -> tuple[int, int]:
    """Where the block of that number lies on Hilbert's curve: what follows each other there lies together on the ground."""
    x = y = 0
    side = 1
    while side < across:
        right = number // 2 & 1
        up = (number ^ right) & 1
        if up == 0:
            if right == 1:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        x, y = x + side * right, y + side * up
        number //= 4
        side *= 2
    return x, y


def _block(
    number: int, at: tuple[int, int], crossings: dict[tuple[int, int], Point], micro_grids: int
) -> Block:
    community = number // GRIDS
    street = community // COMMUNITIES
    district = street // STREETS
    codes = (
        f"3399{district + 1:02}{street % STREETS + 1:03}{community % COMMUNITIES + 1:03}",
        f"3399{district + 1:02}{street % STREETS + 1:03}000",
        f"3399{district + 1:02}000000",
        CITY,
    )
    code = f"{codes[0]}{number % GRIDS + 1:03}"
    x, y = at
    corners = [crossings[each] for each in ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))]
    estate = ESTATES[number % len(ESTATES)]
    strips = tuple(_micro_grid(code, estate, corners, n, micro_grids) for n in range(micro_grids))
    middle = ((x + 0.5) * SIDE, (y + 0.5) * SIDE)
    return Block(code, f"第{number % GRIDS + 1}网格", codes, middle, Polygon(corners), strips)


def _micro_grid(grid: str, estate: str, corners: list[Point], number: int, count: int) -> MicroGrid:
    """The strip of that number from the west, with one house or two."""
    code = f"{grid}{number + 1:02}"
    west, east = number / count, (number + 1) / count
    ring = [_inside(corners, *at) for at in ((west, 0), (east, 0), (east, 1), (west, 1))]
    houses = tuple(
        House(
            f"{code}{n + 1:03}",
            f"{estate}{number * 2 + n + 1}幢",
            _inside(corners, (west + east) / 2, 0.3 + 0.4 * n),
        )
        for n in range(1 + number % 2)
    )
    return MicroGrid(code, f"第{number + 1}微网格", Polygon(ring), houses)


def _inside(corners: list[Point], east: float, north: float) -> Point:
    """The point of a block at these shares of its width and height."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    low = ax + (bx - ax) * east, ay + (by - ay) * east
    high = dx + (cx - dx) * east, dy + (cy - dy) * east
    return low[0] + (high[0] - low[0]) * north, low[1] + (high[1] - low[1]) * north


def area_rows(city: City) -> Iterator[dict[str, Any]]:
    """The columns of every area, those above first."""
    seen: set[str] = set()
    for block in city.blocks:
        community, street, district, top = block.above
        for code, kind, name, parent in (
            (top, "city", "海州市", None), (district, "city", f"海州{district[4:6]}区", top),
            (street, "street", f"{street[4:6]}区第{int(street[6:9])}街道", district),
            (community, "community", f"{int(community[6:9])}街第{int(community[9:12])}社区", street),
        ):  # fmt: skip
            if code not in seen:
                seen.add(code)
                yield _area(city, code, kind, name, parent, shapely.union_all(city.outlines[code]))
        yield _area(city, block.code, "grid", block.name, community, block.shape)
        for micro in block.micro_grids:
            yield _area(city, micro.code, "micro_grid", micro.name, block.code, micro.shape)
            for house in micro.houses:
                yield _area(city, house.code, "building", house.name, micro.code, None, house.spot)


def _area(
    city: City, code: str, kind: str, name: str, parent: str | None, shape: BaseGeometry | None, spot: Point | None = None,
) -> dict[str, Any]:  # fmt: skip
    row: dict[str, Any] = {"code": code, "kind": kind, "name": name, "parent": parent, "begins": BEGAN}
    if spot is not None:
        lat, lon = degrees(city.plane, spot)
        return {**row, "lat": lat, "lon": lon}
    return {**row, **measured_columns(shapely.transform(shape, city.plane.degrees))}


def degrees(plane: Plane, spot: Point) -> tuple[float, float]:
    """Latitude and longitude of a spot of the plan, to a centimetre."""
    lon, lat = plane.degrees([spot])[0]
    return round(float(lat), 7), round(float(lon), 7)
