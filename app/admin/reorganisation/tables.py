"""A reorganisation from a table or outlines of the areas as they will be: the same file that an import reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from app.admin.reorganisation.plans import NewArea, Plan
from app.areas.geometry import location
from app.areas.imports import areas, tables
from app.areas.imports.areas import Plan as Difference
from app.areas.models import FOREVER, Area
from app.core.problems.problem import Problem

ROWS_SAID = 20
LEAST = 0.02  # of an ended area: a new one that covers less of it does not take over from it


def plan_of(data: bytes, day: str = "", language: str = "zh") -> Plan:
    """What the file asks for: rows of new codes begin, another 上级 moves, a 止 ends; whoever covers an ended one takes over.

    All of it comes into force on the day of the reorganisation. Problems: unreadable-table, bad-value naming every row that is
    refused (with its sentence), begins on another day, or changes what only an import changes.
    """
    found = areas.plan(data)
    wrong = _faults(found, day, language)
    if len(wrong) > ROWS_SAID:
        wrong = [*wrong[:ROWS_SAID], ("file", "more-rows", {"n": len(wrong) - ROWS_SAID})]
    if wrong:
        raise Problem("bad-value", *wrong)
    begin = tuple(_new(wanted.code, wanted.columns) for wanted in found.new)
    move, ended = _changes(found)
    shapes = {new.code: shapely.geometry.shape(new.shape) for new in begin if new.shape}
    return Plan(begin, move, {code: _heirs(code, begin, shapes) for code in ended})


def _faults(found: Difference, day: str, language: str) -> list[tuple[str, str, dict[str, Any]]]:
    """All that is wrong with its rows, in their order."""
    wrong: list[tuple[Any, str, dict[str, Any]]] = [
        (refused.row, "row-refused", {"row": refused.row, "why": refused.sentence(language)})
        for refused in found.refused
    ]
    for wanted, differ in [*((new, ("begins",)) for new in found.new), *found.changed]:
        begins = wanted.columns.get("begins", "") if "begins" in differ else ""
        if day and begins and begins != day:
            values = {"row": wanted.row, "begins": begins, "day": day}
            wrong.append((wanted.row, "begins-otherwise", values))
    for wanted, differ in found.changed:
        if set(differ) - {"parent", "ends", "begins"}:
            wrong.append((wanted.row, "only-import", {"row": wanted.row}))
    wrong.sort(key=lambda one: tables.place(one[0]))
    return [("file", reason, values) for _, reason, values in wrong]


def _new(code: str, columns: Mapping[str, Any]) -> NewArea:
    return NewArea(
        code,
        columns["name"],
        columns["kind"],
        str(columns.get("parent")),
        columns.get("shape"),
        columns.get("lat"),
        columns.get("lon"),
    )


def _changes(found: Difference) -> tuple[dict[str, str], list[str]]:
    """(area → the one above it, the areas that end)."""
    move, ended = {}, []
    for wanted, differ in found.changed:
        if "ends" in differ and wanted.columns["ends"] != FOREVER:
            ended.append(wanted.code)
        elif "parent" in differ:
            move[wanted.code] = wanted.columns["parent"]
    return move, ended


def _heirs(code: str, begin: tuple[NewArea, ...], shapes: Mapping[str, BaseGeometry]) -> tuple[str, ...]:
    """The new areas that cover it, the one that covers most first; without outlines those new ones beside it; else the one above."""
    old = location.index().shapes.get(code)
    area = Area.get_by_id(code)
    alike = [new for new in begin if new.kind == area.kind]
    if old is not None:
        shares = {
            new.code: shapes[new.code].intersection(old).area / old.area
            for new in alike
            if new.code in shapes
        }
        over = [new for new in sorted(shares, key=lambda new: -shares[new]) if shares[new] >= LEAST]
        if over:
            return tuple(over)
    beside = tuple(new.code for new in alike if new.parent == area.parent_id)
    return beside or (str(area.parent_id),)
