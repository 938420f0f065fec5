"""What a reorganisation is to do: areas that begin, are put elsewhere and end, and who takes over; made in one of five ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from app.admin.reorganisation import outlines
from app.areas import tree
from app.areas.geometry import location
from app.areas.geometry.shapes import measured_columns
from app.areas.imports.validation import Refusal, parse_code
from app.areas.models import Area
from app.core import clock
from app.core.problems.problem import Problem

PARTS_MOST = 12
NAME_MOST = 100


class NewArea(msgspec.Struct, frozen=True):
    """An area that begins."""

    code: str
    name: str
    kind: str
    parent: str
    shape: dict[str, Any] | None = None  # GeoJSON, WGS-84
    lat: float | None = None
    lon: float | None = None


class Plan(msgspec.Struct, frozen=True):
    """All of it; `end` names who takes over, the first of them for what has no place of its own."""

    begin: tuple[NewArea, ...] = ()
    move: dict[str, str] = {}  # area → the one above it from then on
    end: dict[str, tuple[str, ...]] = {}
    posts: dict[
        str, tuple[str, ...]
    ] = {}  # post id → where it goes on, where that is not every one that takes over
    agreements: dict[str, str] = {}  # kind:code of a source, platform or reading key → where it goes on

    @property
    def touched(self) -> set[str]:
        """The standing areas that it changes."""
        return {*self.move, *self.end}

    @property
    def ruled(self) -> set[str]:
        """The standing areas that whoever plans it has to administer: those it changes, and those in which something wholly new begins."""
        begun = {new.code for new in self.begin}
        heirs = {heir for found in self.end.values() for heir in found}
        wholly_new = [new for new in self.begin if new.code not in heirs]
        return self.touched | {new.parent for new in wholly_new if new.parent not in begun}


def of_row(stored: Mapping[str, Any]) -> Plan:
    """The plan as the table keeps it."""
    return msgspec.convert(stored, Plan)


def for_row(plan: Plan) -> dict[str, Any]:
    """The plan for the table."""
    found: dict[str, Any] = msgspec.to_builtins(plan)
    return found


def split(area: Area, parts: Sequence[tuple[str, str]], places: Mapping[str, int]) -> Plan:
    """The area ends and its parts (code, name) begin; each area directly in it goes to the part of that number (from 0).

    The outlines of the parts are made of what lies in them (`outlines.shared`). Problems: bad-value.
    """
    if not 2 <= len(parts) <= PARTS_MOST:
        raise Problem("bad-value", ("parts", "out-of-range", {"least": 2, "most": PARTS_MOST}))
    children = standing_in(area.code)
    wrong = _faults(parts, str(area.parent_id), {area.code})
    for child in children:
        if not 0 <= places.get(child.code, -1) < len(parts):
            wrong.append((f"part-{child.code}", "no-part", {}))
    if wrong:
        raise Problem("bad-value", *wrong)
    shapes = outlines.shared(area, children, [places[child.code] for child in children], len(parts))
    begin = tuple(
        _new(code, name, str(area.kind), str(area.parent_id), shape)
        for (code, name), shape in zip(parts, shapes, strict=True)
    )
    codes = tuple(new.code for new in begin)
    return Plan(begin, {child.code: codes[places[child.code]] for child in children}, {area.code: codes})


def merge(areas: Sequence[Area], code: str, name: str) -> Plan:
    """The areas end and one begins over all of them; what lies in them lies in it. Problems: bad-value."""
    if len(areas) < 2:
        raise Problem("bad-value", ("areas", "needs-two"))
    if len({area.kind for area in areas}) > 1:
        raise Problem("bad-value", ("areas", "other-kinds"))
    above = list(dict.fromkeys(str(area.parent_id) for area in areas))
    wrong = _faults([(code, name)], above[0], {area.code for area in areas})
    if len(above) > 1:
        wrong.insert(0, ("areas", "other-parents", {"names": _lying_in(areas)}))
    if wrong:
        raise Problem("bad-value", *wrong)
    known = location.index().shapes
    shapes = [known[area.code] for area in areas if area.code in known]
    whole = shapely.union_all(shapes) if len(shapes) == len(areas) else None
    new = _new(code, name, str(areas[0].kind), above[0], whole)
    move = {child.code: new.code for area in areas for child in standing_in(area.code)}
    return Plan((new,), move, {area.code: (new.code,) for area in areas})


def put_below(areas: Sequence[Area], parent: Area) -> Plan:
    """The areas lie in another one. Problems: bad-value."""
    if not areas:
        raise Problem("bad-value", ("areas", "missing"))
    for area in areas:
        if tree.is_below(parent.code, {area.code}):
            raise Problem("bad-value", ("parent", "below-itself"))
        if area.parent_id == parent.code:
            raise Problem("bad-value", ("areas", "lies-there"))
    return Plan(move={area.code: parent.code for area in areas})


def end(area: Area, heir: Area) -> Plan:
    """The area ends, and another one takes over; what lies in it comes to lie there. Problems: bad-value."""
    if tree.is_below(heir.code, {area.code}):
        raise Problem("bad-value", ("heir", "below-itself"))
    return Plan(
        move={child.code: heir.code for child in standing_in(area.code)}, end={area.code: (heir.code,)}
    )


def standing_in(code: str) -> list[Area]:
    """The areas directly in this one that have not ended."""
    today = clock.today().isoformat()
    return list(Area.select().where(Area.parent == code, Area.ends >= today).order_by(Area.kind, Area.code))


def _lying_in(areas: Sequence[Area]) -> str:
    """Each with the area above it: 第1网格（临港社区）、…"""
    above = {area.parent_id for area in areas if area.parent_id}
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(list(above))).tuples())
    return "、".join(f"{area.name}（{names.get(area.parent_id, '')}）" for area in areas)


def _faults(
    wanted: Sequence[tuple[str, str]], parent: str, ending: set[str]
) -> list[tuple[str, str, dict[str, Any]]]:
    """What is wrong with the codes and names typed for new areas, all of it; a name beside which one stands already is."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    taken = {area.name for area in standing_in(parent) if area.code not in ending}
    for n, (code, typed) in enumerate(wanted):
        name = " ".join(typed.split())
        if not name:
            found.append((f"name-{n}", "missing", {}))
        elif len(name) > NAME_MOST:
            found.append((f"name-{n}", "too-long", {"most": NAME_MOST}))
        elif name in taken:
            found.append((f"name-{n}", "name-twice", {"name": name}))
        taken.add(name)
        try:
            parse_code(code)
        except Refusal as refused:
            found.append((f"code-{n}", "missing" if refused.reason == "no-code" else "bad-area-code", {}))
    return found


def _new(code: str, name: str, kind: str, parent: str, shape: BaseGeometry | None) -> NewArea:
    code, name = parse_code(code), " ".join(name.split())
    columns = measured_columns(shape) if shape is not None else {}
    return NewArea(code, name, kind, parent, columns.get("shape"), columns.get("lat"), columns.get("lon"))


def free_codes(area: Area | None, count: int) -> list[str]:
    """Codes that nobody has yet, in the way of the ones beside: the last digits counted on."""
    if area is None:
        return [""] * count
    stem = area.code.rstrip("0123456789")
    digits = area.code[len(stem) :] or "0"
    width = min(len(digits), 3)
    head = area.code[: len(area.code) - width] if digits != "0" else area.code
    found: list[str] = []
    n = int(digits[-width:])
    while len(found) < count:
        n += 1
        code = f"{head}{n:0{width}d}"
        if code not in location.index().known:
            found.append(code)
    return found
