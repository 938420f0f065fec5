"""The buildings and checkpoints of the worker's own areas, those not visited for longest first."""

from __future__ import annotations

from typing import Any

from peewee import fn

from app.areas import permissions, reach, tree
from app.areas.models import Area
from app.core import clock
from app.patrol.models import Mark, Visit
from app.patrol.rounds import MARKED
from app.people.models import Person


def of(person: Person) -> list[dict[str, Any]]:
    """Code, name, parent, position, and when somebody last marked or visited each; never comes first."""
    roots = {post.area_id for post in reach.of(person).posts if post.role in permissions.TABLE["walk"]}
    day = clock.today().isoformat()
    rows = list(
        Area.select()
        .where(Area.code.in_(tree.below(*roots)), Area.kind.in_(MARKED), Area.begins <= day, Area.ends >= day)
        .order_by(Area.code)
    )
    marked, visited = _last(Mark, Mark.at, roots), _last(Visit, Visit.started, roots)
    said = [
        (max(marked.get(area.code, 0), visited.get(area.code, 0)), _shown(area, marked, visited))
        for area in rows
    ]
    return [shown for _, shown in sorted(said, key=lambda one: one[0])]


def _last(table: Any, moment: Any, roots: set[str]) -> dict[str, int]:
    rows = table.select(table.area, fn.MAX(moment)).where(table.area.in_(tree.below(*roots)))
    return dict(rows.group_by(table.area).tuples())


def _shown(area: Area, marked: dict[str, int], visited: dict[str, int]) -> dict[str, Any]:
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
