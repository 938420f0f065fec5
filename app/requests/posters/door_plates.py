"""Codes that were on the doors before us are mapped to buildings from a table: shown first, then all of it or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.imports import receipts, tables
from app.areas.imports.messages import Remark
from app.areas.models import Area
from app.core import clock, db, ids, typed
from app.core.problems.fields import sentence
from app.people import events
from app.people.models import Person
from app.requests.models import DoorPlate

CODE_MOST = 300  # characters of what a plate's code says
COLUMNS: dict[str, tuple[str, ...]] = {
    "plate": ("门牌码", "门牌编码", "二维码", "二维码内容", "标准地址编码", "plate", "code"),
    "area": ("楼栋编码", "区域编码", "楼栋", "网格编码", "building", "area"),
}
HEADERS = [names[0] for names in COLUMNS.values()]


@dataclass(frozen=True)
class Refused:
    """A row that cannot be, and why (a key of `problem_fields.REASONS`)."""

    row: int | str
    plate: str
    reason: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """In "zh" or "en"."""
        return sentence(self.reason, language, self.parameters)


@dataclass
class Plan:
    """What an import would do; `digest` names it, so that only what was seen is done."""

    digest: str
    new: list[tuple[str, str]] = field(default_factory=list)  # plate, area
    changed: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    remarks: tuple[Remark, ...] = ()  # what of the file was left out
    done_before: dict[str, int] | None = None  # the counts of this plan, where a first press has written it

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return self.done_before or {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "refused": len(self.refused),
        }

    @property
    def may_be_written(self) -> bool:
        """Whether every row is good and there is something to do."""
        return not self.refused and bool(self.new or self.changed)


def plan(by: Person | None, data: bytes) -> Plan:
    """What importing the table would do; `by` None: the operator. Problem unreadable-table, forbidden."""
    roots = _roots(by)
    table = tables.read_table(data, COLUMNS)
    known = _known()
    standing = dict(DoorPlate.select(DoorPlate.code, DoorPlate.area).tuples())
    result, first = Plan("", remarks=table.remarks), dict[str, int | str]()
    for row in table.rows:
        plate, area_text = _plate(row.cells["plate"]), row.cells["area"]
        area = known.get(area_text) or known.get(typed.code(area_text)) or []
        wrong = _wrong(plate, area_text, area, first, roots)
        if wrong is not None:
            result.refused.append(Refused(row.number, plate[:80], *wrong))
            continue
        first[plate] = row.number
        _sort_in(result, plate, area[0], standing)
    content = repr((sorted(result.new), sorted(result.changed), result.counts)).encode()
    result.digest = hashlib.sha256(content + hashlib.sha256(data).digest()).hexdigest()
    return result


def _plate(text: str) -> str:
    """What the code on the door says: digits as they were before a spreadsheet, anything else letter by letter."""
    digits = typed.code(text)
    return digits if digits.isdecimal() else text


def _sort_in(result: Plan, plate: str, area: str, standing: dict[str, str]) -> None:
    if plate not in standing:
        result.new.append((plate, area))
    elif standing[plate] != area:
        result.changed.append((plate, area))
    else:
        result.unchanged += 1


def _wrong(
    plate: str, area_text: str, area: list[str], first: dict[str, int | str], roots: frozenset[str] | None
) -> tuple[str, dict[str, Any]] | None:
    """Why a row cannot be, or None."""
    if wrong := next(filter(tables.is_error, (plate, area_text)), None):
        return tables.error_reason(wrong), {"value": wrong}
    if not plate or not area_text:
        return "missing", {}
    if len(plate) > CODE_MOST:
        return "too-long", {"most": CODE_MOST}
    if plate in first:
        return "twice-in-table", {"row": first[plate]}
    if len(area) > 1:
        return "several-areas", {"codes": "、".join(sorted(area)[:5])}
    if not area or (roots is not None and not tree.is_below(area[0], roots)):
        return "not-here", {}
    return None


def _roots(by: Person | None) -> frozenset[str] | None:
    """Below which areas this person may map; None: everywhere."""
    if by is None:
        return None
    reach = reach_of(by)
    permissions.require(reach, "map_plates")
    roles = permissions.TABLE["map_plates"]
    return frozenset(post.area_id for post in reach.posts if post.role in roles)


def _known() -> dict[str, list[str]]:
    """Code or name → the codes of what stands today under it."""
    day = clock.today().isoformat()
    rows = Area.select(Area.code, Area.name, Area.kind).where(Area.begins <= day, Area.ends >= day)
    codes: dict[str, list[str]] = {}
    for code, name, kind in rows.tuples():
        codes[code] = [code]
        if kind == "building":
            codes.setdefault(name, []).append(code)
    return codes


def write(by: Person | None, data: bytes, digest: str | None = None) -> tuple[Plan, bool]:
    """Import the table; (what was done, True), or (what would be done, False) and nothing written.

    Nothing is written while a row is refused, or where `digest`, the plan a person agreed to, is no longer what
    would happen; the plan that was written already is answered as done. Plates the table leaves out stay.
    """
    with db.transaction():
        result = plan(by, data)
        if digest is not None and digest != result.digest:
            result.done_before = receipts.find_receipt("plates", by, digest)
            return result, result.done_before is not None
        if not result.may_be_written:
            return result, False
        rows = [{"code": plate, "area": area} for plate, area in result.new]
        for start in range(0, len(rows), 300):
            DoorPlate.insert_many(rows[start : start + 300]).execute()
        for plate, area in result.changed:
            DoorPlate.update(area=area).where(DoorPlate.code == plate).execute()
        events.note(by, "import", ids.uuid7(), "plates_mapped", None, result.counts)
        receipts.write_receipt("plates", by, digest, result.counts)
    return result, True
