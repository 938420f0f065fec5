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
    for child in children:
        if not 0 <= places.get(child.code, -1) < len(parts):
            raise Problem("bad-value", (f"part-{child.code}", "no-part"))
    shapes = outlines.shared(area, children, [places[child.code] for child in children], len(parts))
    begin = tuple(
        _new(code, name, str(area.kind), str(area.parent_id), shape, f"code-{n}", f"name-{n}")
        for n, ((code, name), shape) in enumerate(zip(parts, shapes, strict=True))
    )
    codes = tuple(new.code for new in begin)
    return Plan(begin, {child.code: codes[places[child.code]] for child in children}, {area.code: codes})


def merge(areas: Sequence[Area], code: str, name: str) -> Plan:
    """The areas end and one begins over all of them; what lies in them lies in it. Problems: bad-value."""
    if len(areas) < 2:
        raise Problem("bad-value", ("areas", "needs-two"))
    if len({area.kind for area in areas}) > 1:
        raise Problem("bad-value", ("areas", "other-kinds"))
    known = location.index().shapes
    shapes = [known[area.code] for area in areas if area.code in known]
    whole = shapely.union_all(shapes) if len(shapes) == len(areas) else None
    new = _new(code, name, str(areas[0].kind), str(areas[0].parent_id), whole, "code-0", "name-0")
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


def _new(
    code: str, name: str, kind: str, parent: str, shape: BaseGeometry | None, code_field: str, name_field: str
) -> NewArea:
    name = " ".join(name.split())
    if not name:
        raise Problem("bad-value", (name_field, "missing"))
    if len(name) > NAME_MOST:
        raise Problem("bad-value", (name_field, "too-long", {"most": NAME_MOST}))
    try:
        code = parse_code(code)
    except Refusal as refused:
        raise Problem(
            "bad-value", (code_field, "missing" if refused.reason == "no-code" else "bad-area-code")
        ) from None
    columns = measured_columns(shape) if shape is not None else {}
    return NewArea(code, name, kind, parent, columns.get("shape"), columns.get("lat"), columns.get("lon"))
