"""Where a request belongs: what the resident chose, else the code's place, else the position's, else the top."""

from __future__ import annotations

from app.areas.geometry import location
from app.areas.models import Area
from app.areas.tree import chain
from app.core import clock
from app.core.place import Place
from app.core.problems.problem import Problem
from app.requests.posters.codes import Code


def place(chosen: str | None, code: Code | None, position: Place | None) -> tuple[str, str]:
    """(area, "chosen", "shape" or "fallback"); Problem unknown-area for one that was said and does not exist today.

    A page opened, or a code printed, before an area ended means the one that took over.
    """
    at = (None, None) if position is None else (position.lat, position.lon)
    if chosen is not None:
        row = Area.get_or_none(Area.code == location.standing(chosen, *at))
        if row is None or not row.on(clock.today()):
            raise Problem("unknown-area", ("area", "not-here"))
        return str(row.code), "chosen"
    if code is not None:
        return location.standing(code.area, *at), "chosen"
    if position is not None:
        held = location.index().holding(position.lat, position.lon, clock.today().isoformat())
        if held:
            return held[0], "shape"
    return location.top(), "fallback"


def community(area: str) -> str:
    """The community (or, where there is none, the top) whose budget the area's requests draw on."""
    above = chain(area)
    kinds = dict(Area.select(Area.code, Area.kind).where(Area.code.in_(above)).tuples())
    return next((code for code in above if kinds[code] == "community"), above[-1])
