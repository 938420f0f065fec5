"""The starter kit: the usual units of a street, categories and a responsibility list, put into one area and changed freely from there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from app.admin.tables import batches
from app.admin.tables import lookup as lookups
from app.admin.tables.plan import Plan, headers, plan_table
from app.admin.tables.record import Record
from app.admin.tables.records import RECORDS
from app.admin.tables.writing import store
from app.areas.access.reach import Reach
from app.areas.imports import receipts, tables
from app.areas.models import KINDS, Area
from app.core import db, ids
from app.core.problems.problem import Problem
from app.people import events
from app.people.models import Person

FOLDER = Path(__file__).resolve().parent.parent / "starter"
KINDS_FOR = ("city", "street", "community")
_CODES = {"units": ("code",), "responsibilities": ("lead", "supports")}


@dataclass(frozen=True)
class Kit:
    """What the kit adds to each table; what is there already stays as it is."""

    area: Area
    plans: tuple[Plan, ...]

    @property
    def digest(self) -> str:
        """By what a person agrees to exactly this."""
        return hashlib.sha256("".join(plan.digest for plan in self.plans).encode()).hexdigest()

    @property
    def adds(self) -> int:
        """How many entries are new."""
        return sum(len(plan.lines_with("new")) for plan in self.plans)


class _OnlyShown(Exception):
    """Takes back what was written to see what comes of it."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit


def find_area(code: str, reach: Reach | None) -> Area:
    """The area that the kit is for: a city, street or community that the asker administers. Problem bad-value."""
    area = Area.get_or_none(Area.code == code)
    lookup = lookups.load(reach)
    if area is None or code not in lookup.areas or not lookup.may(code) or area.kind not in KINDS_FOR:
        raise Problem("bad-value", ("area", "not-here"))
    return area


def show(area: Area, reach: Reach | None) -> Kit:
    """What loading the kit would add."""
    try:
        with db.transaction():
            raise _OnlyShown(_load(area, reach, None))
    except _OnlyShown as shown:
        return shown.kit


def load(area: Area, reach: Reach | None, by: Person | None, agreed: str | None = None) -> tuple[Kit, bool]:
    """Write the kit; (what was added, True), or (what would be, False) where that is not what was agreed to.

    `by` None: the operator. The kit that was written by this very agreement is answered as done.
    """
    kit = show(area, reach)
    if agreed is not None and agreed != kit.digest:
        return kit, receipts.find_receipt("starter", by, agreed) is not None
    if not kit.adds:
        return kit, True
    with db.transaction():
        kit = _load(area, reach, by)
        receipts.write_receipt("starter", by, agreed, {"adds": kit.adds})
    return kit, True


def _load(area: Area, reach: Reach | None, by: Person | None) -> Kit:
    batch, plans = ids.uuid7(), []
    body = {"area": area.code}
    events.note(by, "import", batch, batches.KIT_LOADED, None, body)
    for record in RECORDS:
        if not (FOLDER / f"{record.name}.csv").exists():
            continue
        lookup = lookups.load(reach)
        if record.name == "categories" and not lookup.is_over_all:
            continue
        result = plan_table(record, _table(record, area, lookup), lookup)
        store(record, result.lines_with("new"), by, batch)
        plans.append(result)
    return Kit(area, tuple(plans))


def _table(record: Record, area: Area, lookup: lookups.Lookup) -> tables.Table:
    """The kit's file with the area written into it: codes of units end in it, and rows hold there alone unless it is the top."""
    read = tables.read_table((FOLDER / f"{record.name}.csv").read_bytes(), headers(record))
    rows = [_placed(record, row, area) for row in read.rows]
    if record.name == "responsibilities":
        known = lookup.categories.keys()
        rows = [row for row in rows if row.cells["category"] in known and _is_below(row, area)]
    return tables.Table(rows)


def _is_below(row: tables.Row, area: Area) -> bool:
    levels = {"市": "city", "街道": "street", "社区": "community"}
    return KINDS.index(levels[row.cells["level_kind"]]) >= KINDS.index(area.kind)


def _placed(record: Record, row: tables.Row, area: Area) -> tables.Row:
    cells = dict(row.cells)
    for name in _CODES.get(record.name, ()):
        cells[name] = "、".join(f"{code}-{area.code}" for code in cells[name].split("、") if code)
    if record.name == "units":
        cells |= {"area": area.code, "name": f"{area.name}{cells['name']}"}
    if record.name == "responsibilities":
        cells["area"] = "" if area.parent_id is None else area.code
    return replace(row, cells=cells)
