"""The people of 临港市: the cast with its logins, and everyone around them."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.areas.models import Post, Unit
from app.core import clock
from app.demo.chance import Chance
from app.demo.city.areas import CITY, COMMUNITIES, DEDICATED, STREET, Ground
from app.people.models import Person
from app.people.sign_in.passwords import HASHER

PASSWORD = "gridwalk-demo"
WANGHAI, DONGTANG, QIAOTOU, HEDONG = (community.code for community in COMMUNITIES)

SURNAMES = "陈林黄张李王吴刘蔡杨许郑谢郭洪曾邱廖赖徐周叶苏庄吕江何罗高潘简朱钟彭游詹胡施沈余"
GIVEN = (
    "伟", "秀兰", "建军", "晓燕", "国强", "丽华", "志明", "海燕", "俊杰", "雪梅", "文斌", "美玲", "永康", "春花",
    "家豪", "淑芬", "宏伟", "佳怡", "小龙", "月娥", "振华", "静", "德胜", "欣怡", "光辉", "彩霞", "立新", "慧敏",
    "金水", "晨曦", "学文", "玉珍", "子轩", "爱莲", "耀东", "琳", "长青", "凤英", "博文", "婷婷", "根生", "素芳",
    "一鸣", "桂芳", "庆丰", "思远", "来福", "巧珍", "正阳", "宝珠", "大勇", "若兰", "阿福", "瑞雪", "兴业", "翠英",
)  # fmt: skip


@dataclass
class Folk:
    """Everyone by login or by place, for the past to act with."""

    people: dict[str, Person] = field(default_factory=dict)  # by login (cast) or key
    workers: dict[str, list[Person]] = field(default_factory=dict)  # by grid
    leads: dict[str, Person] = field(default_factory=dict)  # by grid
    heads: dict[str, list[Person]] = field(default_factory=dict)  # by grid
    desks: dict[str, list[Person]] = field(default_factory=dict)  # by community
    handlers: dict[str, list[Person]] = field(default_factory=dict)  # by unit


class _Register:
    """Takes people in one after another: names never twice, numbers in order."""

    def __init__(self) -> None:
        self.chance = Chance("folk")
        names = [s + g for s in SURNAMES for g in GIVEN]
        self.chance.shuffle(names)
        self._names = iter(names)
        self._hash = HASHER.hash(PASSWORD)  # once: nine are made in the time of one
        self._count = 0

    def person(self, name: str | None = None, login: str | None = None, large: bool = False) -> Person:
        self._count += 1
        return Person.create(
            id=self.chance.id_here(),
            name=name or next(self._names),
            phone=f"1390000{self._count:04}",
            staff_no=f"LG{self._count:04}",
            login=login,
            password=self._hash if login else None,
            large_type=large,
        )

    def post(
        self, person: Person, role: str, area: str, unit: str | None = None, ends: str | None = None
    ) -> None:
        begins = f"2025-{self.chance.randint(1, 12):02}-{self.chance.choice((1, 15)):02}"
        until = {"ends": ends} if ends else {}
        Post.create(
            id=self.chance.id_here(), person=person, area=area, role=role, unit=unit, begins=begins, **until
        )


def settle(ground: Ground) -> Folk:
    """Write people and posts, inside the caller's transaction; the units are there."""
    folk, register = Folk(), _Register()
    _cast(folk, register, ground)
    for grid in ground.grids.values():
        _people_of_grid(folk, register, ground, grid)
    for community in (DONGTANG, QIAOTOU, HEDONG):
        folk.desks[community] = [_new(register, "dispatcher", community)]
    _new(register, "dispatcher", STREET)
    _new(register, "grid_guide", WANGHAI)
    _new(register, "grid_worker", DEDICATED)
    folk.people["city2"] = _new(register, "duty_desk", CITY)
    for unit in Unit.select().order_by(Unit.phone):
        folk.handlers.setdefault(unit.code, []).append(
            _new(register, "handler", unit.area_id, unit=unit.code)
        )
    left = register.person()
    Person.update(ended=clock.now()).where(Person.id == left.id).execute()
    register.post(left, "grid_worker", ground.grids["a1"], ends="2025-12-31")
    return folk


def _new(register: _Register, role: str, area: str, unit: str | None = None) -> Person:
    person = register.person()
    register.post(person, role, area, unit)
    return person


def _cast(folk: Folk, register: _Register, ground: Ground) -> None:
    """The nine logins of the contract, and one more in the grid that works by list."""
    home, other, away = ground.grids["a2"], ground.grids["b2"], ground.grids["a0"]
    listed = ground.grids["e0"]
    building = ground.houses[home][0]
    posts = (
        ("worker", "王芳", "grid_worker", home, None), ("worker2", "李强", "grid_worker", other, None),
        ("lead", "陈建国", "grid_lead", home, None), ("head", "周秀英", "building_head", building, None),
        ("desk", "林晓梅", "dispatcher", WANGHAI, None), ("dept", "赵磊", "handler", WANGHAI, "ZF01"),
        ("city", "吴敏", "duty_desk", CITY, None), ("admin", "郑洁", "admin", CITY, None),
        ("outsider", "孙涛", "grid_worker", away, None), ("worker3", "何静", "grid_worker", listed, None),
    )  # fmt: skip
    for login, name, role, area, unit in posts:
        person = register.person(name, login, large=login == "head")
        register.post(person, role, area, unit)
        folk.people[login] = person
    for login, grid in (("worker", home), ("worker2", other), ("outsider", away), ("worker3", listed)):
        folk.workers[grid] = [folk.people[login]]
    folk.leads[home], folk.heads[home] = folk.people["lead"], [folk.people["head"]]
    folk.desks[WANGHAI] = [folk.people["desk"]]
    folk.handlers["ZF01"] = [folk.people["dept"]]


def _people_of_grid(folk: Folk, register: _Register, ground: Ground, grid: str) -> None:
    """A worker (in some a second, part-time), a lead, and heads of houses, as far as the cast has not got them."""
    workers = folk.workers.setdefault(grid, [])
    if not workers:
        workers.append(_new(register, "grid_worker", grid))
    if register.chance.happens(0.3) and grid != ground.grids["a2"]:
        workers.append(_new(register, "grid_worker", grid))
    if grid not in folk.leads:
        folk.leads[grid] = _new(register, "grid_lead", grid)
    heads = folk.heads.setdefault(grid, [])
    for building in ground.houses[grid][len(heads) : 2]:
        person = register.person(large=register.chance.happens(0.5))
        register.post(person, "building_head", building)
        heads.append(person)
