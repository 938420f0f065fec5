"""The buildings and checkpoints of an area, those not visited or stood at for longest first, and what share was seen."""

from __future__ import annotations

from typing import Any

from peewee import fn

from app.areas import local_settings, tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock
from app.patrol.models import Mark, Visit
from app.patrol.rounds.recording import MARKED
from app.people.models import Person


def coverage_of(person: Person) -> dict[str, Any]:
    """The worker's own areas: code, name, parent, position, and when somebody last marked or visited there.

    `days` is how long ago is long (`visit_days` of the worker's own area), `seen` how many were seen since, of `all`.
    """
    roots = {post.area_id for post in reach_of(person).posts if post.role in permissions.TABLE["walk"]}
    rows, marked, visited = _rows(roots)
    last = {row.code: max(marked.get(row.code, 0), visited.get(row.code, 0)) for row in rows}
    days = min((_days(root) for root in roots), default=0)
    serialized = [_serialize(row, marked, visited) for row in sorted(rows, key=lambda row: last[row.code])]
    return {"buildings": serialized, "days": days, **_counted(last, days)}


def coverage(area: Area) -> dict[str, Any]:
    """How many of the buildings and checkpoints below the area were visited or stood at within its `visit_days`, of all."""
    rows, marked, visited = _rows({area.code})
    last = {row.code: max(marked.get(row.code, 0), visited.get(row.code, 0)) for row in rows}
    days = _days(area.code)
    return {"area": area.code, "name": area.name, "days": days, **_counted(last, days)}


def unvisited(area: Area, most: int) -> dict[str, Any]:
    """`coverage` of the area, and at most so many of those that were not seen within its `visit_days`, the longest ago first."""
    rows, marked, visited = _rows({area.code})
    last = {row.code: max(marked.get(row.code, 0), visited.get(row.code, 0)) for row in rows}
    days = _days(area.code)
    since = clock.now() - days * clock.DAY
    old = sorted((code for code, at in last.items() if at < since), key=lambda code: last[code])
    buildings = [{"code": code, "last": clock.rfc3339_or_none(last[code] or None)} for code in old[:most]]
    return {"days": days, **_counted(last, days), "buildings": buildings}


def _rows(roots: set[str]) -> tuple[list[Area], dict[str, int], dict[str, int]]:
    """Those of today below the roots, and when each was last marked and visited."""
    day = clock.today().isoformat()
    rows = (
        Area.select()
        .where(Area.code.in_(tree.below(*roots)), Area.kind.in_(MARKED), Area.begins <= day, Area.ends >= day)
        .order_by(Area.code)
    )
    return list(rows), _last(Mark, Mark.at, roots), _last(Visit, Visit.started, roots)


def _days(code: str) -> int:
    return int(local_settings.number_at(code, "visit_days"))


def _counted(last: dict[str, int], days: int) -> dict[str, int]:
    since = clock.now() - days * clock.DAY
    return {"seen": sum(at >= since for at in last.values()), "all": len(last)}


def _last(table: Any, moment: Any, roots: set[str]) -> dict[str, int]:
    rows = table.select(table.area, fn.MAX(moment)).where(table.area.in_(tree.below(*roots)))
    return dict(rows.group_by(table.area).tuples())


def _serialize(area: Area, marked: dict[str, int], visited: dict[str, int]) -> dict[str, Any]:
    return {
        "code": area.code,
        "kind": area.kind,
        "name": area.name,
        "parent": area.parent_id,
        "lat": area.lat,
        "lon": area.lon,
        "last_mark": clock.rfc3339_or_none(marked.get(area.code)),
        "last_visit": clock.rfc3339_or_none(visited.get(area.code)),
    }
