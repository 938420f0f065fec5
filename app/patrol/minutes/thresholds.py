"""The rule's thresholds and the tracks' time, as set for an area or one above it."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas import local_settings
from app.areas.local_settings import SettingAt
from app.core import clock
from app.core.remembered import remembered
from app.patrol.minutes.minutes_rule import Rule


@dataclass(frozen=True)
class Keeping:
    """How long a track stays: ms after its latest chunk was received, only until it is computed, or that there is none."""

    life: int
    summary_only: bool
    marks_only: bool = False


def rule(areas: list[str]) -> Rule:
    """The rule for a patrol: that of its first area, so that one patrol is judged by one rule."""
    numbers = _numbers_at(areas[0])
    return Rule(
        gap=round(numbers["patrol_gap_seconds"] * clock.SECOND),
        inaccurate=numbers["patrol_inaccurate_metres"],
        too_fast=numbers["patrol_fast_mps"],
        outside=numbers["patrol_outside_metres"],
        marks_apart=round(numbers["patrol_marks_minutes"] * clock.MINUTE),
        marks_speed=numbers["patrol_marks_mps"],
    )


def keeping(areas: list[str]) -> Keeping:
    """How long a patrol's track stays: the shortest time set for any of its areas."""
    every = [_numbers_at(code) for code in areas]
    return Keeping(
        life=round(min(numbers["track_days"] for numbers in every) * clock.DAY),
        summary_only=any(numbers["summary_only"] == 1 for numbers in every),
        marks_only=any(numbers["marks_only"] == 1 for numbers in every),
    )


@remembered
def _numbers_at(code: str) -> dict[str, float]:
    """Every setting of the area that is a number."""
    return {
        setting_row.setting.name: _number(setting_row)
        for setting_row in local_settings.settings_at(code)
        if setting_row.setting.is_number
    }


def _number(row: SettingAt) -> float:
    """The value, or the default where what stands there is no sensible number."""
    try:
        value = float(row.value)
    except ValueError:
        return float(row.setting.default)
    return value if row.setting.least <= value <= row.setting.most else float(row.setting.default)
