"""Imports areas from a file: first what would change, then all of it or nothing."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from app.areas import tree
from app.areas.imports import tables
from app.areas.imports.drafts import read
from app.areas.imports.validation import Refusal, Wanted, judge
from app.areas.models import FOREVER, Area
from app.core import db
from app.people import events
from app.people.models import Person

CODES_NOTED = 1_000  # codes named in the ledger's entry


@dataclass
class Plan:
    """What an import would do. `left` are areas that stand in the system but not in the file: they are not touched."""

    digest: str
    new: list[Wanted] = field(default_factory=list)
    changed: list[tuple[Wanted, tuple[str, ...]]] = field(
        default_factory=list
    )  # with the columns that differ
    unchanged: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)  # code, name
    refused: list[Refusal] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
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


def plan(data: bytes, filename: str) -> Plan:
    """What importing the file would do; nothing is written. Problem unreadable-table for what is no table of areas."""
    drafts = read(data, filename)
    seen = db.Meta.read("areas-version", "0").encode() + b"\n" + hashlib.sha256(data).digest()
    made = Plan(hashlib.sha256(seen).hexdigest())
    wanted: dict[str, Wanted] = {}
    for draft in drafts:
        try:
            its = judge(draft)
            if its.code in wanted:
                first = wanted[its.code].row
                raise Refusal("twice", {"value": its.code, "first": first}, its.row, its.code)
            wanted[its.code] = its
        except Refusal as refused:
            made.refused.append(refused)
    standing = {area.code: area for area in Area.select().order_by(Area.code)}
    made.refused += _misplaced(wanted, standing, {draft.cells.get("code", "") for draft in drafts})
    made.refused.sort(key=lambda refused: tables.place(refused.row))
    for its in wanted.values():
        _sort_in(made, its, standing.get(its.code))
    made.left = [(area.code, area.name) for area in standing.values() if area.code not in wanted]
    return made


def _sort_in(made: Plan, its: Wanted, area: Area | None) -> None:
    if area is None:
        made.new.append(its)
        return
    differ = tuple(
        name
        for name, value in its.columns.items()
        if (area.parent_id if name == "parent" else getattr(area, name)) != value
    )
    if differ:
        made.changed.append((its, differ))
    else:
        made.unchanged.append(its.code)


def _misplaced(wanted: dict[str, Wanted], standing: dict[str, Area], named: set[str]) -> list[Refusal]:
    """Rows whose parent, dates or place in the tree cannot be."""
    refused = []
    parents: dict[str, str | None] = {code: area.parent_id for code, area in standing.items()}
    parents |= {its.code: its.columns.get("parent", parents.get(its.code)) for its in wanted.values()}
    tops = [code for code, parent in parents.items() if parent is None]
    for its in wanted.values():
        parent = parents[its.code]
        area = standing.get(its.code)
        begins = its.columns.get("begins", area.begins if area else "")
        ends = its.columns.get("ends", area.ends if area else FOREVER)
        if parent is None and area is None and tops[0] != its.code:
            refused.append(Refusal("no-parent", {}, its.row, its.code))
        elif parent is not None and parent not in parents and parent not in named:
            refused.append(Refusal("bad-parent", {"value": parent}, its.row, its.code))
        elif circle := _circle(its.code, parents):
            refused.append(Refusal("loop", {"chain": " → ".join(circle)}, its.row, its.code))
        elif ends < begins:
            refused.append(Refusal("ends-first", {"begins": begins, "ends": ends}, its.row, its.code))
    return refused


def _circle(code: str, parents: dict[str, str | None]) -> list[str]:
    """The chain of parents from `code` back to itself; empty where it ends at the top or in another's circle."""
    chain, above = [code], parents.get(code)
    while above is not None and above not in chain:
        chain.append(above)
        above = parents.get(above)
    return [*chain, code] if above == code else []


def write(data: bytes, filename: str, by: Person | None, digest: str | None = None) -> tuple[Plan, bool]:
    """Import the file; (what was done, True), or (what would be done, False) and nothing written.

    Nothing is written while a row is refused, or where `digest` — the plan a person agreed to — is no longer
    what would happen. `by` None: the operator. No area is ever deleted by an import: it is ended by its date.
    """
    with db.transaction():
        made = plan(data, filename)
        if not made.may_be_written or (digest is not None and digest != made.digest):
            return made, False
        _insert(made.new)
        for its, differ in made.changed:
            Area.update({name: its.columns[name] for name in differ}).where(Area.code == its.code).execute()
        tree.rebuild()
        codes = [its.code for its in made.new] + [its.code for its, _ in made.changed]
        body: dict[str, Any] = {**made.counts, "codes": codes[:CODES_NOTED]}
        events.note(by, "import", str(uuid.uuid4()), "areas_imported", None, body)
    return made, True


def _insert(new: list[Wanted]) -> None:
    """Parents before their children, whatever the order of the file."""
    waiting = {its.code: its for its in new}
    while waiting:
        ready = [its for its in waiting.values() if its.columns.get("parent") not in waiting]
        for start in range(0, len(ready), 60):
            rows = [_row(its) for its in ready[start : start + 60]]
            Area.insert_many(rows).execute()
        for its in ready:
            del waiting[its.code]


def _row(its: Wanted) -> dict[str, Any]:
    empty = {"parent": None, "ext_code": None, "shape": None, "lat": None, "lon": None, "m2": None}
    overlay = its.columns["kind"] == "dedicated_grid"
    return {
        **empty,
        "overlay": overlay,
        "begins": "1970-01-01",
        "ends": FOREVER,
        **its.columns,
        "code": its.code,
    }
