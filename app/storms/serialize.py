"""Lists of doors as a phone gets them, and how far a storm's doors are by area, for a desk and other systems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import clock
from app.core.problems.problem import Problem
from app.storms import on_duty
from app.storms.models import KEEP_HOURS, QUESTIONS, REACHED_BY, Storm, StormDoor, StormList

OVER_MOST = 30  # that are over and still listed


def lists(rows: list[StormList]) -> dict[str, dict[str, Any]]:
    """Each list by its id, with the name of its storm and every door; a few queries for all of them."""
    if not rows:
        return {}
    storms = {storm.id: storm for storm in Storm.select().where(Storm.id.in_([row.storm_id for row in rows]))}
    doors = _doors([row.id for row in rows])
    former = _former(list(storms))
    return {
        row.id: {
            "id": row.id,
            "name": storms[row.storm_id].name,
            "since": clock.rfc3339(storms[row.storm_id].begins),
            "until": clock.rfc3339_or_none(storms[row.storm_id].until),
            "keep_hours": KEEP_HOURS,
            "area": row.area_id,
            "seq": row.seq,
            "was": former.get(row.storm_id, []),
            "doors": doors.get(row.id, []),
        }
        for row in rows
    }


def has_followed(storm: Storm) -> bool:
    """Whether a list of a storm that lasts went on in another because areas were redrawn."""
    return bool(_former([storm.id]))


def _former(storms: list[str]) -> dict[str, list[str]]:
    """Storm → its lists that went on in others when areas were redrawn: what was said of their doors is said of these."""
    left = StormList.select(StormList.storm, StormList.id).join(Storm).where(
        Storm.id.in_(storms), Storm.ended.is_null(), StormList.closed.is_null(False)
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for storm, which in left.order_by(StormList.id).tuples():
        found.setdefault(storm, []).append(which)
    return found


def _doors(ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    day = clock.today()
    rows = (
        StormDoor.select(StormDoor, Area)
        .join(Area, on=(StormDoor.area == Area.code))
        .where(StormDoor.list.in_(ids))
        .order_by(StormDoor.area)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        door: dict[str, Any] = {"area": row.area.code, "name": row.area.name}
        door |= {name: getattr(row, name) for name in QUESTIONS}
        door |= {"matter": row.matter} if row.matter is not None else {}
        door |= {} if row.area.on(day) else {"stands": False}
        found.setdefault(row.list_id, []).append(door)
    return found


def visible(reach: Reach) -> list[str]:
    """The areas whose lists the reader's posts open."""
    return permissions.areas_for(reach, "see_storms")


def within(reach: Reach) -> ModelSelect:
    """A query of the storms with a list within reach."""
    here = StormList.select(StormList.storm).where(StormList.area.in_(tree.below(*(visible(reach) or [""]))))
    return Storm.select().where(Storm.id.in_(here))


def storms_for(reach: Reach) -> list[Storm]:
    """Storms within reach: those that last first, then the newest that are over."""
    rows = within(reach).order_by(Storm.created.desc(), Storm.id)
    return [*rows.where(Storm.ended.is_null()), *rows.where(Storm.ended.is_null(False)).limit(OVER_MOST)]


def find(reach: Reach, storm: str) -> Storm:
    """One within reach; Problem not-found."""
    found: Storm | None = within(reach).where(Storm.id == storm).first()
    if found is None:
        raise Problem("not-found")
    return found


def progress(storm: Storm, reach: Reach) -> list[dict[str, Any]]:
    """The storm's lists within reach by area, in the tree's order: how many doors, and how many yes to each question.

    `not_reached`: doors where nobody was reached yet (`REACHED_BY`); `untold` names them, and `helped` those that need help, for those on
    duty there alone (`on_duty`), while the storm lasts.
    """
    return [_line(row, doors, storm, reach) for row, doors in _lists_here(storm, reach) if doors]


def doors_behind(
    storm: Storm, reach: Reach, part: str, area: str | None
) -> list[tuple[str, list[dict[str, Any]]]]:
    """(name of the grid, its doors that a number of `progress` counts) in the tree's order; `area`: of one grid alone.

    Problem bad-value for what is no number, not-found for a grid without a list here, forbidden for whoever is not on duty for
    any of them, and once the storm is over.
    """
    if part not in PARTS:
        raise Problem("bad-value", ("part", "not-a-choice"))
    here = [(row, doors) for row, doors in _lists_here(storm, reach) if area is None or row.area_id == area]
    if not here:
        raise Problem("not-found")
    known = [(row, doors) for row, doors in here if _names_doors(storm, reach, row)]
    if not known:
        raise Problem("forbidden")
    counted = [(row.area.name, [_named(door) for door in doors if PARTS[part](door)]) for row, doors in known]
    return [(name, doors) for name, doors in counted if doors]


def _lists_here(storm: Storm, reach: Reach) -> list[tuple[StormList, list[dict[str, Any]]]]:
    """(list, its doors) of the lists within reach, in the tree's order."""
    own = visible(reach)
    rows = list(
        StormList.select(StormList, Area)
        .join(Area, on=(StormList.area == Area.code))
        .where(StormList.storm == storm.id, StormList.area.in_(tree.below(*(own or [""]))))
        .order_by(Area.depth, StormList.area)
    )
    doors = _doors([row.id for row in rows])
    return [(row, doors.get(row.id, [])) for row in rows]


def _is_reached(door: dict[str, Any]) -> bool:
    return any(door[name] in answers for name, answers in REACHED_BY.items())


def _is_yes(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda door: bool(door[name])


# each number of a line → whether a door is counted in it
PARTS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "doors": lambda _: True,
    **{name: _is_yes(name) for name in QUESTIONS},
    "not_reached": lambda door: not _is_reached(door),
}


def _names_doors(storm: Storm, reach: Reach, row: StormList) -> bool:
    """Whether the reader is told which doors they are."""
    return storm.ended is None and on_duty.reads_doors(reach, row.area_id)


def _line(row: StormList, doors: list[dict[str, Any]], storm: Storm, reach: Reach) -> dict[str, Any]:
    counts = {part: sum(map(counts_in, doors)) for part, counts_in in PARTS.items()}
    line: dict[str, Any] = {"area": row.area_id, "name": row.area.name, **counts}
    if _names_doors(storm, reach, row):
        line["untold"] = [_named(door) for door in doors if not _is_reached(door)]
        line["helped"] = [_named(door) for door in doors if door["help"]]
    return line


def _named(door: dict[str, Any]) -> dict[str, Any]:
    """What is said of a door; the matter only while help is needed there: one that stood for an earlier yes is none of the number."""
    keys = ("area", "name", "matter", "stands") if door["help"] else ("area", "name", "stands")
    return {key: door[key] for key in keys if key in door}


def storm(row: Storm) -> dict[str, Any]:
    """The storm as the API sends it."""
    return {
        "id": row.id,
        "name": row.name,
        "areas": row.areas,
        "begins": clock.rfc3339(row.begins),
        "until": clock.rfc3339_or_none(row.until),
        "declared": clock.rfc3339(row.created),
        "ended": clock.rfc3339_or_none(row.ended),
    }
