"""What ledgers share: how many rows are read at once, what stands in a cell, and the names of areas, looked up once."""

from __future__ import annotations

import datetime as dt

from app.areas.models import Area
from app.areas.place_names import Places
from app.core import clock

PIECE = 500
Cell = str | int | dt.date | dt.datetime  # in the city's zone; "" where there is none


def text(cell: Cell) -> str:
    """As CSV and JSON have it: 2026-11-22, 2026-11-22 08:40."""
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, dt.datetime) else str(cell)


def moment(at: object) -> Cell:
    """To the minute; "" of None."""
    if at is None:
        return ""
    when = dt.datetime.fromtimestamp(int(str(at)) / 1000, clock.zone())
    return when.replace(second=0, microsecond=0, tzinfo=None)


def day(written: str | None) -> Cell:
    """Of a day as it is kept, 2026-11-22; "" of none."""
    return dt.date.fromisoformat(written) if written else ""


class Names:
    """Area code → name, in a ledger of an area."""

    def __init__(self, root: str) -> None:
        self._root = Places(root)
        self._areas: dict[str, str] = {}
        self._places: dict[str, str] = {}

    def of_area(self, code: str) -> str:
        """The area's name; "" where there is none."""
        if code not in self._areas:
            self._areas[code] = Area.select(Area.name).where(Area.code == code).scalar() or ""
        return self._areas[code]

    def of_place(self, code: str) -> str:
        """第3网格 第1微网格: with what lies between it and the ledger's area, for many grids have a first one."""
        if code not in self._places:
            self._places[code] = self._root.name(code)
        return self._places[code]
