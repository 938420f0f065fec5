"""Everybody of a whole city: workers and leads of grids, heads of micro-grids, desks at every level, units and their handlers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from app.areas.models import Post, Unit
from app.core.db import Row
from app.demo.chance import Chance
from app.demo.city.folk import GIVEN, SURNAMES
from app.demo.whole_city.ground import City
from app.matters.models import ResponsibilityRow
from app.people.models import Person
from app.people.sign_in import passwords
from app.requests.models import Poster
from app.requests.posters import codes

# kind of area (its place in `Block.above`) → mark of the unit's code, name, kind, platform; one of each in every such area
UNITS = {
    0: (("WY", "物业服务公司", "property", "public_services"),),
    1: (("ZF", "综合执法队", "department", "enforcement"),),
    2: (("PC", "派出所", "department", "public_order_work"),),
    3: (
        ("XF", "消防救援站", "department", "public_order_work"),
        ("GD", "供电所", "contractor", "public_services"),
    ),
}
DESKS = {0: "dispatcher", 1: "dispatcher", 2: "duty_desk", 3: "duty_desk"}
DUTIES = (("fire_safety", "XF"), ("street_lamp", "GD"), ("wiring", "GD"))


@dataclass
class Folk:
    """Who holds which post, by role and area; and the code of the poster at each house."""

    posts: dict[tuple[str, str], str] = field(default_factory=dict)  # (role, area or unit) → person's id
    posters: dict[str, str] = field(default_factory=dict)
    rows: dict[type[Row], list[dict[str, Any]]] = field(default_factory=dict)


class _Register:
    """Takes people in one after another."""

    def __init__(self, folk: Folk, at: int) -> None:
        self.folk, self.at = folk, at
        self.chance = Chance("whole city")
        self._count = 0
        # nobody knows it: whoever is to sign in is given a link (`gridwalk reset-person`)
        self._password = passwords.hash_password(secrets.token_urlsafe(24))

    def add(self, role: str, area: str, unit: str | None = None) -> None:
        self._count += 1
        id = self.chance.id_here()
        self.folk.posts[role, unit or area] = id
        self._row(
            Person, id=id, name=self.chance.choice(SURNAMES) + self.chance.choice(GIVEN),
            phone=f"139{self._count:08}", staff_no=f"HZ{self._count:06}", password=self._password, created=self.at,
        )  # fmt: skip
        begins = f"2025-{self.chance.randint(1, 12):02}-{self.chance.choice((1, 15)):02}"
        self._row(
            Post, id=self.chance.id_here(), person=id, area=area, role=role, unit=unit, begins=begins, created=self.at,
        )  # fmt: skip

    def unit(self, mark: str, name: str, kind: str, platform: str, area: str) -> None:
        code = unit_code(mark, area)
        self._row(Unit, code=code, name=f"{name}{area[4:]}", kind=kind, platform=platform, area=area)
        self.add("handler", area, code)

    def poster(self, area: str) -> None:
        code = "".join(self.chance.choice(codes.LETTERS) for _ in range(codes.LENGTH))
        self.folk.posters[area] = code
        self._row(Poster, code=code, kind="building", area=area, made=self.at)

    def duty(self, category: str, unit: str) -> None:
        self._row(ResponsibilityRow, category=category, level_kind="city", lead=unit, supports=[])

    def _row(self, table: type[Row], **columns: Any) -> None:
        self.folk.rows.setdefault(table, []).append(columns)


def unit_code(mark: str, area: str) -> str:
    """The code of the unit of that mark in an area."""
    return f"{mark}{area}"


def settle(city: City, at: int) -> Folk:
    """Everybody, as registered at `at` (epoch ms)."""
    folk = Folk()
    register = _Register(folk, at)
    seen: set[str] = set()
    for block in city.blocks:
        for level, area in enumerate(block.above):
            if area not in seen:
                seen.add(area)
                _level(register, level, area)
        register.add("grid_worker", block.code)
        register.add("grid_lead", block.code)
        for micro in block.micro_grids:
            register.add("building_head", micro.code)
            for house in micro.houses:
                register.poster(house.code)
    top = city.blocks[0].above[3]
    register.add("admin", top)
    for category, mark in DUTIES:
        register.duty(category, unit_code(mark, top))
    return folk


def _level(register: _Register, level: int, area: str) -> None:
    register.add(DESKS[level], area)
    if level == 0:
        register.add("grid_guide", area)
    for unit in UNITS[level]:
        register.unit(*unit, area)


TABLES: tuple[type[Row], ...] = (
    Person,
    Unit,
    Post,
    Poster,
    ResponsibilityRow,
)  # in an order in which what is named is there
