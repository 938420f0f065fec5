"""The rule's thresholds and the tracks' time, as set for an area or one above it."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas import local_settings
from app.areas.local_settings import Shown
from app.core import clock
from app.patrol.minutes.minutes_rule import Rule


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
    """Every setting of the area that is a number."""
    return {
        its.setting.name: _number(its) for its in local_settings.settings_at(code) if its.setting.is_number
    }


def _number(its: Shown) -> float:
    """The value, or the default where what stands there is no sensible number."""
    try:
        value = float(its.value)
    except ValueError:
        return float(its.setting.default)
    return value if its.setting.least <= value <= its.setting.most else float(its.setting.default)
