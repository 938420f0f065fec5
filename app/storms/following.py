"""A storm while areas are redrawn: its lists follow the grids that take over, a building's answers follow the building that does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.areas import history, tree
from app.areas.models import Area
from app.core import clock, ids
from app.ledger import record as ledger
from app.ledger.act import Act
from app.storms import doors
from app.storms.models import QUESTIONS, Storm, StormDoor, StormList


@dataclass
class Move:
    """What changes of one storm: its lists by area, and those of them that gained or lost a door."""

    act: Act
    storm: Storm
    lists: dict[str, StormList]
    touched: set[str] = field(default_factory=set)

    def list_for(self, area: str) -> StormList:
        """The storm's list of the grid, made where there is none."""
        found = self.lists.get(area)
        if found is None:
            found = StormList.create(id=ids.uuid7(), storm=self.storm, area=area, seq=0)
            self.lists[area] = found
        self.touched.add(area)
        return found


def follow(act: Act) -> int:
    """Every list of a storm that lasts goes by the areas as they lie now, in the caller's transaction; how many doors moved.

    Asking twice is harmless: it goes by how things lie alone, and so takes back what a reorganisation did that is taken back.
    """
    return sum(
        _follow(act, storm) for storm in Storm.select().where(Storm.ended.is_null()).order_by(Storm.id)
    )


def _follow(act: Act, storm: Storm) -> int:
    rows = StormList.select().where(StormList.storm == storm.id)
    move = Move(act, storm, {row.area_id: row for row in rows})
    held = StormDoor.select(StormDoor.list, StormDoor.area, StormList.area).join(StormList)
    ground, moved = doors.Ground(), 0
    for which, area, grid in list(
        held.where(StormList.storm == storm.id).order_by(StormDoor.list, StormDoor.area).tuples()
    ):
        now, there = ground.standing(area)
        if (now, there) != (area, grid):
            _move_door(move, StormDoor.get(StormDoor.list == which, StormDoor.area == area), grid, now, there)
            moved += 1
    for area in sorted(move.touched):
        _tell(move, move.lists[area])
    if moved:
        _areas(storm)
    return moved


def _move_door(move: Move, door: StormDoor, grid: str, now: str, there: str) -> None:
    """From the grid's list to that of the grid in which it lies, or into the door of the building that took over."""
    move.touched.add(grid)
    StormDoor.delete().where(StormDoor.list == door.list_id, StormDoor.area == door.area_id).execute()
    _join(door, move.list_for(there), now)


def _join(door: StormDoor, there: StormList, area: str) -> None:
    """What was said at the door counts at the other one, the latest answer to each question."""
    known = StormDoor.get_or_none(StormDoor.list == there.id, StormDoor.area == area)
    if known is None:
        same = {name: getattr(door, name) for name in QUESTIONS}
        same |= {f"{name}_at": getattr(door, f"{name}_at") for name in QUESTIONS}
        StormDoor.create(list=there, area=area, matter=door.matter, **same)
        return
    newer: dict[str, Any] = {}
    for name in QUESTIONS:
        if (getattr(door, f"{name}_at") or 0) > (getattr(known, f"{name}_at") or 0):
            newer |= {name: getattr(door, name), f"{name}_at": getattr(door, f"{name}_at")}
    if known.matter is None and door.matter is not None:
        newer["matter"] = door.matter
    if newer:
        here = (StormDoor.list == there.id) & (StormDoor.area == area)
        StormDoor.update(newer).where(here).execute()


def _tell(move: Move, row: StormList) -> None:
    """The phones hear of the list as it is now; one without doors leaves them."""
    count = StormDoor.select().where(StormDoor.list == row.id).count()
    body = {"storm": move.storm.id, "name": move.storm.name, "doors": count}
    entry = ledger.record(move.act, "storm", row.id, "followed", body=body, area=row.area_id)
    closed = None if count else move.act.at
    StormList.update(closed=closed, seq=entry.seq, version=StormList.version + 1).where(
        StormList.id == row.id
    ).execute()


def _areas(storm: Storm) -> None:
    """The areas of the storm as they stand now: those that took over and hold doors of it."""
    lists = StormDoor.select(StormList.area).join(StormList).where(StormList.storm == storm.id).distinct()
    held = {code for (area,) in lists.tuples() for code in tree.chain(area)}
    found = {heir for area in storm.areas for heir in _heirs(area)}
    kept = {area for area in found if area in held} or found
    areas = [code for code in sorted(kept) if not set(tree.chain(code)[1:]).intersection(kept)]
    if areas != storm.areas:
        Storm.update(areas=areas).where(Storm.id == storm.id).execute()


def _heirs(area: str) -> set[str]:
    """The area while it stands or nobody took over, else all that did."""
    heirs = () if Area.get_by_id(area).on(clock.today()) else history.successors(area)
    return {code for heir in heirs for code in _heirs(heir)} if heirs else {area}
