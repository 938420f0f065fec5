"""The areas of 临港市: communities with and without a street above them, grids, micro-grids and houses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from app.areas import tree
from app.areas.geometry.shapes import measured_columns
from app.areas.models import Area
from app.demo.chance import Chance
from app.demo.city import ground_plan
from app.demo.city.houses import houses

CITY = "330399000000"
STREET = "330399001000"
HOUSES = 10  # in a grid
BEGAN = "2025-01-01"


@dataclass(frozen=True)
class Community:
    """A community: its code, name, what it lies in, and its blocks of the plan with the names of their estates."""

    code: str
    name: str
    parent: str
    blocks: tuple[tuple[str, tuple[str, str]], ...]


# two straight under the city (the dummy segment 198 stands where a street's would), two in a street
COMMUNITIES = (
    Community("330399198001", "望海社区", CITY, (
        ("a2", ("望海新村", "海滨花园")), ("b2", ("渔港里", "临江苑")),
        ("a1", ("望海东苑", "灯塔里")), ("b1", ("潮声公寓", "新渡里")),
    )),
    Community("330399198002", "东塘社区", CITY, (("a0", ("东塘新村", "荷花苑")), ("b0", ("塘河里", "水仙公寓")))),
    Community("330399001001", "桥头社区", STREET, (
        ("d2", ("桥头新村", "江岸华庭")), ("d1", ("安居苑", "桥东里")), ("d0", ("米市里", "南桥公寓")),
    )),
    Community("330399001002", "河东社区", STREET, (
        ("e2", ("河东新村", "金桂园")), ("e1", ("春晖苑", "双井里")), ("e0", ("船厂新村", "船厂老屋")),
    )),
)  # fmt: skip
WITHOUT_SHAPE = ("e0",)  # not surveyed yet: everything there works by list
WITHOUT_MICRO = ("b0", "e1", "e0")
DEDICATED = "330399198001901"
CHECKPOINTS = (
    ("a2", "地下车库入口", (-520.0, 180.0)), ("a2", "变电房", (-372.0, 300.0)), ("b2", "河埠头", (-82.0, 180.0)),
    ("b1", "渡口牌坊", (-112.0, -60.0)), ("d1", "桥头小广场", (30.0, 10.0)), ("e2", "河东菜场", (420.0, 220.0)),
)  # fmt: skip


@dataclass
class Ground:
    """What was made, for those who people it: grid codes by block, and houses by grid."""

    grids: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, BaseGeometry] = field(default_factory=dict)  # of grids, in metres
    houses: dict[str, list[str]] = field(default_factory=dict)
    community_of: dict[str, str] = field(default_factory=dict)
    spots: dict[str, tuple[float, float]] = field(default_factory=dict)  # doors of houses, in metres
    names: dict[str, str] = field(default_factory=dict)


def unflatten(shape: BaseGeometry) -> BaseGeometry:
    """A geometry of the plan (metres) in degrees."""
    return shapely.transform(shape, ground_plan.PLANE.degrees)


def _add(
    code: str, kind: str, name: str, parent: str | None, shape: BaseGeometry | None, **more: Any
) -> None:
    where: dict[str, Any] = {}
    if isinstance(shape, Point):
        spot = unflatten(shape)
        where = {"lat": round(spot.y, 7), "lon": round(spot.x, 7)}
    elif shape is not None:
        where = measured_columns(unflatten(shape))
    Area.create(code=code, kind=kind, name=name, parent=parent, begins=BEGAN, **where, **more)


def build() -> Ground:
    """Write every area of the city, inside the caller's transaction."""
    ground = Ground()
    blocks = {cell.name: ground_plan.block(cell) for cell in ground_plan.CELLS}
    _add(CITY, "city", "临港市", None, ground_plan.land())
    whole = [
        blocks[name]
        for community in COMMUNITIES
        if community.parent == STREET
        for name, _ in community.blocks
    ]
    _add(STREET, "street", "新桥街道", CITY, shapely.union_all(whole))
    for community in COMMUNITIES:
        outline = shapely.union_all([blocks[name] for name, _ in community.blocks])
        _add(community.code, "community", community.name, community.parent, outline)
        for number, (name, estates) in enumerate(community.blocks, start=1):
            _grid(ground, community, number, name, estates)
    _add(
        DEDICATED,
        "dedicated_grid",
        "滨江商业街专属网格",
        COMMUNITIES[0].code,
        ground_plan.market_street(),
        overlay=True,
    )
    for number, (name, label, spot) in enumerate(CHECKPOINTS, start=1):
        _add(f"{ground.grids[name]}009{number:02}", "checkpoint", label, ground.grids[name], Point(spot))
    tree.rebuild()
    return ground


def _grid(ground: Ground, community: Community, number: int, name: str, estates: tuple[str, str]) -> None:
    """One grid with its micro-grids and houses."""
    cell = next(cell for cell in ground_plan.CELLS if cell.name == name)
    code, block = f"{community.code}{number:03}", ground_plan.block(cell)
    drawn = name not in WITHOUT_SHAPE
    _add(code, "grid", f"{community.name[:2]}第{number}网格", community.code, block if drawn else None)
    ground.grids[name], ground.shapes[code], ground.community_of[code] = code, block, community.code
    parts = ground_plan.micro_grids(cell)
    micro = {}
    if name not in WITHOUT_MICRO:
        for n, part in enumerate(parts, start=1):
            micro[n] = f"{code}{n:02}"
            _add(micro[n], "micro_grid", f"第{n}微网格", code, part)
    free = shapely.union_all([ground_plan.lane(cell), ground_plan.market_street().exterior])
    counts = {1: 0, 2: 0}
    ground.houses[code] = []
    for house in houses(block, free, HOUSES, Chance(f"houses/{name}")):
        side = 1 if parts[0].contains(house.centroid) else 2
        counts[side] += 1
        parent = micro.get(side, code)
        its_code = f"{code}{side if side in micro else 0:02}{sum(counts.values()):03}"
        label = f"{estates[side - 1]}{counts[side]}幢"
        _add(its_code, "building", label, parent, house if drawn else None)
        ground.houses[code].append(its_code)
        ground.names[its_code] = label
        ground.spots[its_code] = (house.centroid.x, house.bounds[1] - 4)  # the door looks south
