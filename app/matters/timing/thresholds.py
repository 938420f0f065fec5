"""Numbers that an area may set for itself and everything below it."""

from __future__ import annotations

from app.areas import tree
from app.areas.models import AreaSetting

DEFAULTS = {
    "sample_share": 5.0,  # per cent of what is settled on the spot that a second pair of eyes looks at
    "climb_minutes": 10.0,  # how long an emergency waits for an answer before it goes up
    "emergency_hours": 2.0,  # by when an emergency is handled, day and night, wherever it lies
    "call_minutes": 30.0,  # how long a called unit has to answer; natural time, for it presses
    "confirm_days": 3.0,  # silence after which the turn to confirm passes on
    "close_days": 14.0,  # a confirmed matter that nobody rates closes by itself
    "link_days": 14.0,  # how long a link to one matter opens, if what it asks is not over before
    "reopen_days": 30.0,  # how long after closing a resident may say "not yet"
}
MOST = 100_000.0


def longest(name: str) -> float:
    """The largest value that any area has, for what must hold wherever a row lies."""
    areas = {row.area_id for row in AreaSetting.select(AreaSetting.area).where(AreaSetting.name == name)}
    return max([DEFAULTS[name], *(number(area, name) for area in areas)])


def number(area: str, name: str) -> float:
    """The area's value, or the default where it set none or something that is no sensible number."""
    try:
        value = float(tree.setting(area, name, ""))
    except ValueError:
        return DEFAULTS[name]
    return value if 0 <= value <= MOST else DEFAULTS[name]
