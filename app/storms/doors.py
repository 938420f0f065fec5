"""What a door is: a building, or an entrance of one; and in which grid it lies."""

from __future__ import annotations

from app.areas.geometry import location
from app.areas.models import Area

GRIDS = ("grid", "dedicated_grid")
KINDS = ("building", "checkpoint")


def is_door(row: Area, parent: Area | None) -> bool:
    """A building, or an entrance: a point to stand at that lies in a building."""
    return row.kind == "building" or (
        row.kind == "checkpoint" and parent is not None and parent.kind == "building"
    )


class Ground:
    """Where doors lie today, by the areas in memory: for all the doors of a storm at once."""

    def __init__(self) -> None:
        self.index = location.index()
        self.kinds: dict[str, str] = dict(Area.select(Area.code, Area.kind).tuples())

    def standing(self, code: str) -> tuple[str, str]:
        """The door, or the one of the building that took over from it; and the grid in which that lies."""
        known = self.index.known[code]
        heir = location.standing(code, known.lat, known.lon)
        now = heir if self.kinds[heir] in KINDS else code
        return now, location.standing(self.grid_of(now), known.lat, known.lon)

    def grid_of(self, code: str) -> str:
        """The grid it lies in; where there is none, the area right above it."""
        above = self.index.chain(code)[1:]
        return next((one for one in above if self.kinds[one] in GRIDS), next(iter(above), code))
