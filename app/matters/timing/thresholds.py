"""The numbers that an area may set about matters, for itself and everything below it; their defaults stand in `local_settings`."""

from __future__ import annotations

from app.areas import local_settings
from app.areas.models import AreaSetting

# those that docs/workflow.md lists
NAMES = (
    "sample_share",
    "climb_minutes",
    "emergency_hours",
    "call_minutes",
    "call_joint_hours",
    "call_request_hours",
    "pause_days",
    "confirm_days",
    "close_days",
    "answer_days",
    "link_days",
    "reopen_days",
)


def longest(name: str) -> float:
    """The largest value that any area has, for what must hold wherever a row lies."""
    areas = {row.area_id for row in AreaSetting.select(AreaSetting.area).where(AreaSetting.name == name)}
    return max([default(name), *(number(area, name) for area in areas)])


def number(area: str, name: str) -> float:
    """The value that holds at the area: its own or the nearest above, else the default."""
    return local_settings.number_at(area, name)


def default(name: str) -> float:
    """What holds where nobody has set anything."""
    return float(local_settings.BY_NAME[name].default)
