"""Imports areas from a file: first what would change, then all of it or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import shapely

from app.areas import tree
from app.areas.geometry import doubts
from app.areas.imports import receipts, tables
from app.areas.imports.drafts import Parents, read_drafts
from app.areas.imports.messages import Remark
from app.areas.imports.validation import Refusal, WantedArea, judge
from app.areas.models import FOREVER, Area
from app.core import db, ids, typed
from app.people import events
from app.people.models import Person

PLACING = frozenset({"shape", "lat", "lon", "parent"})  # columns by which an area comes to lie elsewhere
CODES_NOTED = 1_000  # codes named in the ledger's entry


@dataclass
class Plan:
    """What an import would do. `left` are areas that stand in the system but not in the file: they are not touched."""

    digest: str
    new: list[WantedArea] = field(default_factory=list)
    changed: list[tuple[WantedArea, tuple[str, ...]]] = field(
        default_factory=list
    )  # with the columns that differ
    unchanged: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)  # code, name
    refused: list[Refusal] = field(default_factory=list)
    remarks: tuple[Remark, ...] = ()  # what of the file was left out
    doubts: list[Remark] = field(default_factory=list)  # what may be written and looks wrong
    was: dict[str, dict[str, Any]] = field(
        default_factory=dict
    )  # code → what the columns that differ say today
    names: dict[str, str] = field(default_factory=dict)  # of the areas above, by code
    done_before: dict[str, int] | None = None  # the counts of this plan, where a first press has written it

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return self.done_before or {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "left": len(self.left),
            "refused": len(self.refused),
        }

    @property
    def may_be_written(self) -> bool:
        """Whether every row is good and there is something to do."""
        return not self.refused and bool(self.new or self.changed)


def plan(data: bytes) -> Plan:
    """What importing the file would do; nothing is written. Raises Problem unreadable-table for any other kind of file."""
    drafts, remarks = read_drafts(data)
    seen = db.Meta.value_of("areas-version", "0").encode() + b"\n" + hashlib.sha256(data).digest()
    result = Plan(hashlib.sha256(seen).hexdigest(), remarks=remarks)
    wanted: dict[str, WantedArea] = {}
    standing = {area.code: area for area in Area.select().order_by(Area.code)}
    above = Parents(standing, drafts)
    for draft in drafts:
        try:
            wanted_area = judge(above.by_code(draft), above.several)
            if wanted_area.code in wanted:
                first = wanted[wanted_area.code].row
                raise Refusal(
                    "twice", {"value": wanted_area.code, "first": first}, wanted_area.row, wanted_area.code
                )
            wanted[wanted_area.code] = wanted_area
        except Refusal as refused:
            result.refused.append(refused)
    result.refused += _misplaced(
        wanted, standing, {typed.code(draft.cells.get("code", "")) for draft in drafts}
    )
    result.refused.sort(key=lambda refused: tables.place(refused.row))
    for wanted_area in wanted.values():
        _sort_in(result, wanted_area, standing.get(wanted_area.code))
    result.names = {code: area.name for code, area in standing.items()}
    result.names |= {code: wanted_area.columns["name"] for code, wanted_area in wanted.items()}
    result.left = [(area.code, area.name) for area in standing.values() if area.code not in wanted]
    result.doubts = _doubts(result, standing)
    result.doubts += [
        Remark("null-island", {"name": wanted_area.columns["name"]}, wanted_area.row, wanted_area.code)
        for wanted_area in wanted.values()
        if wanted_area.is_at_zero
    ]
    result.doubts.sort(key=lambda doubt: tables.place(doubt.row or doubt.moved_by))
    return result


def _doubts(result: Plan, standing: dict[str, Area]) -> list[Remark]:
    """What looks wrong about where the new and moved areas would lie, and those that lie in what was moved."""
    asked = [*result.new, *(wanted for wanted, differ in result.changed if not PLACING.isdisjoint(differ))]
    rows = {wanted.code: wanted.row for wanted in asked}
    if not rows:
        return []
    moved = {wanted.code: wanted.row for wanted, differ in result.changed if "shape" in differ}
    beside = {area.code: moved[area.parent_id] for area in standing.values() if area.parent_id in moved}
    before = {code: _site(_columns(area)) for code, area in standing.items()}
    sites = dict(before)
    for wanted in asked:
        known = _columns(standing[wanted.code]) if wanted.code in standing else {}
        sites[wanted.code] = _site(known | wanted.columns)
    found = doubts.doubts_of(beside | rows, sites, before)
    return [
        Remark(
            reason,
            {"name": sites[code].name, **values},
            rows.get(code, ""),
            code,
            moved_by=beside.get(code, ""),
        )
        for code, (reason, values) in found
    ]


def _columns(area: Area) -> dict[str, Any]:
    return {name: getattr(area, name) for name in ("name", "kind", "shape", "lat", "lon")} | {
        "parent": area.parent_id
    }


def _site(columns: dict[str, Any]) -> doubts.Site:
    shape = columns.get("shape")
    outline = shapely.geometry.shape(shape) if shape else None
    if outline is not None and (outline.is_empty or outline.area == 0):
        outline = None
    where = (
        columns["name"],
        columns["kind"],
        columns.get("parent"),
        outline,
        columns.get("lat"),
        columns.get("lon"),
    )
    return doubts.Site(*where)


def _sort_in(result: Plan, wanted: WantedArea, area: Area | None) -> None:
    if area is None:
        result.new.append(wanted)
        return
    today = {name: area.parent_id if name == "parent" else getattr(area, name) for name in wanted.columns}
    differ = tuple(name for name, value in wanted.columns.items() if today[name] != value)
    if differ:
        result.changed.append((wanted, differ))
        result.was[wanted.code] = {name: today[name] for name in differ}
    else:
        result.unchanged.append(wanted.code)


def _misplaced(wanted: dict[str, WantedArea], standing: dict[str, Area], named: set[str]) -> list[Refusal]:
    """Rows whose parent, dates or place in the tree cannot be."""
    refused = []
    parents: dict[str, str | None] = {code: area.parent_id for code, area in standing.items()}
    parents |= {
        wanted_area.code: wanted_area.columns.get("parent", parents.get(wanted_area.code))
        for wanted_area in wanted.values()
    }
    tops = [code for code, parent in parents.items() if parent is None]
    for wanted_area in wanted.values():
        parent = parents[wanted_area.code]
        area = standing.get(wanted_area.code)
        begins = wanted_area.columns.get("begins", area.begins if area else "")
        ends = wanted_area.columns.get("ends", area.ends if area else FOREVER)
        if parent is None and area is None and tops[0] != wanted_area.code:
            refused.append(Refusal("no-parent", {}, wanted_area.row, wanted_area.code))
        elif parent is not None and parent not in parents and parent not in named:
            refused.append(Refusal("bad-parent", {"value": parent}, wanted_area.row, wanted_area.code))
        elif circle := _circle(wanted_area.code, parents):
            refused.append(Refusal("loop", {"chain": " → ".join(circle)}, wanted_area.row, wanted_area.code))
        elif ends < begins:
            refused.append(
                Refusal("ends-first", {"begins": begins, "ends": ends}, wanted_area.row, wanted_area.code)
            )
    return refused


def _circle(code: str, parents: dict[str, str | None]) -> list[str]:
    """The chain of parents from `code` back to itself; empty if the chain ends, or runs into another circle."""
    chain, above = [code], parents.get(code)
    while above is not None and above not in chain:
        chain.append(above)
        above = parents.get(above)
    return [*chain, code] if above == code else []


def write(data: bytes, by: Person | None, digest: str | None = None) -> tuple[Plan, bool]:
    """Import the file; (what was done, True), or (what would be done, False) and nothing written.

    Nothing is written while a row is refused, or where `digest` — the plan a person agreed to — is no longer
    what would happen; the plan that was written already is answered as done. `by` None: the operator. No area is ever deleted by an import: it is ended by its date.
    """
    with db.transaction():
        result = plan(data)
        if digest is not None and digest != result.digest:
            result.done_before = receipts.find_receipt("areas", by, digest)
            return result, result.done_before is not None
        if not result.may_be_written:
            return result, False
        _insert(result.new)
        for wanted, differ in result.changed:
            Area.update({name: wanted.columns[name] for name in differ}).where(
                Area.code == wanted.code
            ).execute()
        tree.rebuild()
        codes = [wanted.code for wanted in result.new] + [wanted.code for wanted, _ in result.changed]
        body: dict[str, Any] = {**result.counts, "codes": codes[:CODES_NOTED]}
        events.note(by, "import", ids.uuid7(), "areas_imported", None, body)
        receipts.write_receipt("areas", by, digest, result.counts)
    return result, True


def _insert(new: list[WantedArea]) -> None:
    """Parents before their children, whatever the order of the file."""
    waiting = {wanted.code: wanted for wanted in new}
    while waiting:
        ready = [wanted for wanted in waiting.values() if wanted.columns.get("parent") not in waiting]
        for start in range(0, len(ready), 60):
            rows = [_row(wanted) for wanted in ready[start : start + 60]]
            Area.insert_many(rows).execute()
        for wanted in ready:
            del waiting[wanted.code]


def _row(wanted: WantedArea) -> dict[str, Any]:
    empty = {"parent": None, "ext_code": None, "shape": None, "lat": None, "lon": None, "m2": None}
    overlay = wanted.columns["kind"] == "dedicated_grid"
    return {
        **empty,
        "overlay": overlay,
        "begins": "1970-01-01",
        "ends": FOREVER,
        **wanted.columns,
        "code": wanted.code,
    }
