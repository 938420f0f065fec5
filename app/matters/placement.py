"""Where a report belongs: the area that was said, or the smallest that holds its position."""

from __future__ import annotations

from collections.abc import Callable

from app.areas.access.reach import Reach
from app.areas.geometry import location
from app.areas.models import Area
from app.core import clock
from app.core.place import Place
from app.core.problems.problem import Problem

RunningArea = Callable[[str], str | None]
_running: RunningArea | None = None


def register_running_area(answer: RunningArea) -> None:
    """Who knows the area of a person's running patrol; called in create_app."""
    global _running
    _running = answer


def place(
    reach: Reach, person: str | None, chosen: str | None, position: Place | None, at: int
) -> tuple[str, str]:
    """(area, how): "chosen" when it was said, else as `location.place_in`. For one that has ended, what took over there.

    Problem unknown-area out of reach, or for an area that exists neither today nor on the day of `at` (epoch ms).
    """
    if chosen is not None:
        row = Area.get_or_none(Area.code == chosen)
        stood = row is not None and (row.on(clock.today()) or row.on(clock.date_of(at)))
        now = _standing(chosen, position)
        if not (stood or now != chosen) or not (reach.sees_area(chosen) or reach.sees_area(now)):
            raise Problem("unknown-area", ("area", "not-here"))
        return now, "chosen"
    running = _running(person) if _running is not None and person is not None else None
    area, how = location.place_in(reach, position, running)
    return _standing(area, position), how


def _standing(area: str, position: Place | None) -> str:
    return location.standing(area, *((None, None) if position is None else (position.lat, position.lon)))
