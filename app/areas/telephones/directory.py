"""The telephone list of each area: offices' numbers that hold there and below, and the units and staff above with a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.areas import serialize, tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.duty import roster
from app.areas.imports import tables
from app.areas.models import DESK_ROLES, FIELD_ROLES, Area, Post, Telephone, Unit
from app.core import clock, db, typed
from app.core.problems.problem import Problem
from app.core.remembered import digest, remembered
from app.core.words import mark, mark_in, translate
from app.people import events
from app.people.models import Person

KINDS: dict[str, str] = {
    "desk": mark("指挥室值班"),
    "lead": mark("网格长"),
    "police": mark_in("telephone list", "派出所"),
    "property": mark("物业"),
    "lift": mark("电梯急修"),
    "gas": mark_in("telephone list", "燃气抢修"),
    "power": mark("供电"),
    "water": mark("供水"),
    "clinic": mark("卫生服务"),
    "unit": mark("单位"),
    "other": mark("其他"),
}
ENTERED = tuple(kind for kind in KINDS if kind != "unit")
STAFF = ("grid_lead", "grid_guide", *DESK_ROLES)
MOST = 200  # rows of one area
COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": ("类型", "kind", "type"),
    "name": ("名称", "name"),
    "number": ("电话", "电话号码", "number", "telephone"),
}
_NUMBER = re.compile(r"\+?[0-9][0-9 ()\-]{1,28}[0-9](?: ?转 ?[0-9]{1,6})?")  # with an extension


@dataclass(frozen=True)
class Line:
    """One line as somebody entered it."""

    kind: str
    name: str
    number: str


def parse_entry(kind: str, name: str, number: str) -> Line:
    """The checked line. Raises Problem bad-value naming the field."""
    digits = typed.code(number)  # 13800138010.0 is no way to write it, 0577 6421 234 is
    line = Line(kind, name.strip(), digits if digits.isdecimal() and "." in number else typed.plain(number))
    if line.kind not in ENTERED:
        raise Problem("bad-value", ("kind", "not-a-choice"))
    if not line.name:
        raise Problem("bad-value", ("name", "missing"))
    if len(line.name) > 60:
        raise Problem("bad-value", ("name", "too-long", {"most": 60}))
    if not _NUMBER.fullmatch(line.number):
        raise Problem("bad-value", ("number", "bad-listed-number"))
    return line


def read_rows(rows: Iterable[tables.Row]) -> list[Line]:
    """The lines of a table, whose kinds stand as words or codes. Problem bad-value naming the first wrong row."""
    by_word = {word.lower(): kind for kind, message in KINDS.items() for word in _words(kind, message)}
    lines = []
    for row in rows:
        try:
            for field, text in row.cells.items():
                if tables.is_error(text):
                    raise Problem("bad-value", (field, tables.error_reason(text), {"value": text}))
            kind = by_word.get(row.cells["kind"].lower(), "other") if row.cells["kind"] else "other"
            lines.append(parse_entry(kind, row.cells["name"], row.cells["number"]))
        except Problem as problem:
            field, reason, parameters = problem.errors[0]
            raise Problem("bad-value", (f"{row.number}.{field}", reason, parameters)) from None
    return lines


def _words(kind: str, message: str) -> tuple[str, ...]:
    """What may stand in a table for the kind: its code, and its word in either language."""
    return kind, translate(message, "zh"), translate(message, "en")


def add(by: Person, area: str, lines: list[Line]) -> int:
    """Put the lines under the area's list, those already there left out; how many are new. Problem bad-value."""
    with db.transaction():
        rows = list(Telephone.select().where(Telephone.area == area))
        known = {(row.kind, row.name, row.number) for row in rows}
        fresh = [line for line in dict.fromkeys(lines) if (line.kind, line.name, line.number) not in known]
        if len(rows) + len(fresh) > MOST:
            raise Problem("bad-value", ("number", "too-many", {"most": MOST}))
        last = max((row.sort for row in rows), default=0)
        for place, line in enumerate(fresh, start=last + 1):
            values = {"area": area, "kind": line.kind, "name": line.name, "number": line.number}
            Telephone.create(sort=place, **values)
            _note(by, values, "telephone_added", {"before": None, "after": values})
    return len(fresh)


def remove(by: Person, area: str, id: int) -> None:
    """Take a line off the area's list; one that is off already stays so. Problem not-found for another area's."""
    with db.transaction():
        row = Telephone.get_or_none(Telephone.id == id)
        if row is None:
            return
        if row.area_id != area:
            raise Problem("not-found")
        row.delete_instance()
        values = {"area": area, "kind": row.kind, "name": row.name, "number": row.number}
        _note(by, values, "telephone_removed", {"before": values, "after": None})


def _note(by: Person, values: dict[str, str], verb: str, body: dict[str, Any]) -> None:
    """As the table of all lists notes it, so that either door takes back what the other did."""
    events.note(by, "telephone", "/".join(values.values()), verb, None, body)


def of_area(area: str) -> list[Telephone]:
    """The area's own lines, by kind and in the order entered."""
    order = list(KINDS)
    rows = Telephone.select().where(Telephone.area == area).order_by(Telephone.sort, Telephone.id)
    return sorted(rows, key=lambda row: order.index(row.kind))


def desk_of(area: str) -> str | None:
    """The duty number for the area: its own or the nearest one above; None if there is none."""
    return nearest(area, "desk")


def nearest(area: str, kind: str) -> str | None:
    """The number of this kind for the area: its own or the nearest one above; None if there is none."""
    for code in tree.chain(area):
        row = (
            Telephone.select()
            .where(Telephone.area == code, Telephone.kind == kind)
            .order_by(Telephone.sort)
            .first()
        )
        if row is not None:
            return str(row.number)
    return None


def for_phone(reach: Reach) -> list[dict[str, Any]]:
    """Every number that holds in the person's own areas, the nearest first within a kind; nothing for whoever holds no post.

    The numbers of staff are for staff: a handler from outside gets those of offices alone.
    """
    near = {code: far for root in reach.areas for far, code in enumerate(tree.chain(root))}
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(list(near))).tuples())
    rows = [
        (row.kind, row.name, row.number, row.area_id)
        for row in Telephone.select().where(Telephone.area.in_(list(near))).order_by(Telephone.sort)
    ]
    if reach.holds(*FIELD_ROLES, *DESK_ROLES, "admin"):
        rows += _staff(reach.person, list(near))
    rows += _units(list(near))
    rows += _on_duty(list(near))
    order = list(KINDS)
    rows.sort(key=lambda line: (order.index(line[0]), near[line[3]]))
    once = {(name, number): (kind, area) for kind, name, number, area in reversed(rows)}
    return [
        {
            "kind": kind,
            "name": name,
            "number": number,
            "area_name": names[area],
        }
        for (name, number), (kind, area) in reversed(once.items())
    ]


def version(reach: Reach) -> str:
    """A tag of `for_phone`: the same tag, the same answer."""
    return _version(reach, clock.today().isoformat(), serialize.last_unit_end(), roster.last_change())


@remembered
def _version(reach: Reach, _: str, __: int, ___: str) -> str:
    return digest(for_phone(reach))


def _staff(me: str, areas: list[str]) -> list[tuple[str, str, str, str]]:
    """Leads and desks of the areas, with the number in the roster."""
    day = clock.today().isoformat()
    rows = (
        Post.select(Post, Person)
        .join(Person)
        .where(
            Post.area.in_(areas), Post.role.in_(STAFF), Post.begins <= day, Post.ends >= day,
            Person.phone.is_null(False), Person.ended.is_null(), Person.id != me,
        )
        .order_by(Post.begins, Post.id)
    )  # fmt: skip
    return [
        ("desk" if row.role in DESK_ROLES else "lead", row.person.name, row.person.phone, row.area_id)
        for row in rows
    ]


def _on_duty(areas: list[str]) -> list[tuple[str, str, str, str]]:
    """Who is on duty at the desks and units of the areas now, by the roster."""
    names = dict(Unit.select(Unit.code, Unit.name).tuples())
    return [
        (
            "unit" if turn.unit else "desk",
            " ".join(filter(None, (names.get(turn.unit), turn.name))),
            turn.phone,
            turn.area,
        )
        for turn in roster.on_duty()
        if turn.area in areas
    ]


def _units(areas: list[str]) -> list[tuple[str, str, str, str]]:
    rows = (
        Unit.select()
        .where(serialize.standing_units(), Unit.area.in_(areas), Unit.phone.is_null(False))
        .order_by(Unit.code)
    )
    kinds = {"property": "property"}
    return [(kinds.get(row.kind, "unit"), row.name, row.phone, row.area_id) for row in rows]


def may_edit(reach: Reach, area: str) -> bool:
    """Whether one of the person's posts allows changing the area's list."""
    return permissions.may(reach, "edit_telephones", area)
