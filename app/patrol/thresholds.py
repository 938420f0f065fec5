"""The rule's thresholds and the tracks' time, as set for an area or one above it."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas import locating
from app.areas.models import AreaSetting
from app.core import clock
from app.patrol.minutes import Rule

TRACK_DAYS = 7
DAYS_MOST = 3650

# name → (what it means, default, least, most); a value out of bounds is as if it were not set
NUMBERS: dict[str, tuple[str, float, float, float]] = {
    "patrol_gap_seconds": ("fixes farther apart in time leave a gap", 90, 10, 3600),
    "patrol_inaccurate_metres": ("a worse accuracy does not count", 100, 5, 10_000),
    "patrol_fast_mps": ("faster is not on foot", 7, 1, 100),
    "patrol_outside_metres": (
        "so far outside the area is still inside, if the accuracy says so",
        30,
        0,
        1000,
    ),
    "patrol_marks_minutes": ("marks so far apart in time still hold together", 15, 1, 240),
    "patrol_marks_mps": ("and at this speed", 2, 0.1, 100),
    "track_days": ("days a track is kept", TRACK_DAYS, 0, DAYS_MOST),
    "summary_only": ("1: a track goes as soon as it is computed", 0, 0, 1),
}


@dataclass(frozen=True)
class Keeping:
    """How long a track stays: ms after its latest chunk was received, or only until it is computed."""

    life: int
    summary_only: bool


def rule(areas: list[str]) -> Rule:
    """The rule for a patrol: that of its first area, so that one patrol is judged by one rule."""
    said = _said(areas[0])
    return Rule(
        gap=round(said["patrol_gap_seconds"] * clock.SECOND),
        inaccurate=said["patrol_inaccurate_metres"],
        too_fast=said["patrol_fast_mps"],
        outside=said["patrol_outside_metres"],
        marks_apart=round(said["patrol_marks_minutes"] * clock.MINUTE),
        marks_speed=said["patrol_marks_mps"],
    )


def keeping(areas: list[str]) -> Keeping:
    """How long a patrol's track stays: the shortest time set for any of its areas."""
    every = [_said(code) for code in areas]
    return Keeping(
        life=round(min(said["track_days"] for said in every) * clock.DAY),
        summary_only=any(said["summary_only"] == 1 for said in every),
    )


def _said(code: str) -> dict[str, float]:
    above = locating.index().chain(code)
    rows = AreaSetting.select().where(AreaSetting.area.in_(above), AreaSetting.name.in_(list(NUMBERS)))
    nearest: dict[str, float] = {name: its[1] for name, its in NUMBERS.items()}
    for row in sorted(rows, key=lambda row: -above.index(row.area_id)):
        value = _number(row.value)
        _, _, least, most = NUMBERS[row.name]
        if value is not None and least <= value <= most:
            nearest[row.name] = value
    return nearest


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
