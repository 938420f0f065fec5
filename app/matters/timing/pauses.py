"""A deadline that stands still: what is left of the time is kept, and goes on from the moment the pause ends."""

from __future__ import annotations

from typing import Any

from app.areas import tree
from app.core import clock
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.timing import deadlines, hotline, workdays

FILED = "filed"  # 已立案: a case with its legal limit; whatever else is a question to whoever asked


def begin(matter: Matter, ground: Ground, until: int, why: str | None) -> None:
    """Stop its deadline until `until` at the latest (not saved); what is late already stays late afterwards.

    A hotline's clock stands for nobody: its ticket keeps its deadline.
    """
    now = clock.now()
    is_natural = deadlines.is_natural(matter, ground)
    matter.paused = {
        "at": now, "why": why or "", "natural": is_natural, "late_told": bool(matter.late_told),
        "due": matter.due, "near_at": matter.near_at,
        "left": _left(matter, matter.due, now, is_natural), "near": _left(matter, matter.near_at, now, is_natural),
    }  # fmt: skip
    if hotline.answer_by(matter) is None:
        matter.due = matter.near_at = None
    matter.paused_until = until


def end(matter: Matter) -> None:
    """The clock goes on with what was left (not saved); nothing where none stands still."""
    kept, now = matter.paused, clock.now()
    if kept is None:
        return
    if hotline.answer_by(matter) is not None:
        deadlines.forget_pause(matter)
        return
    matter.due = _goes_on(matter, kept, "left", "due", now)
    matter.near_at = _goes_on(matter, kept, "near", "near_at", now)
    matter.late_told = kept["late_told"]
    deadlines.forget_pause(matter)


def is_question(matter: Matter) -> bool:
    """Whether it stands still because somebody was asked."""
    return matter.paused is not None and matter.paused["why"] != FILED


def _hours(matter: Matter) -> str:
    return tree.setting(matter.level, "work_hours", workdays.HOURS)


def _left(matter: Matter, at: int | None, now: int, is_natural: bool) -> float | None:
    """Minutes from now until `at`, of the time that counts; None where that is over."""
    if at is None or at <= now:
        return None
    return (at - now) / clock.MINUTE if is_natural else workdays.between(now, at, _hours(matter))


def _goes_on(matter: Matter, kept: dict[str, Any], left: str, was: str, now: int) -> int | None:
    minutes = kept[left]
    if minutes is None:
        return kept[was]
    if kept["natural"]:
        return now + round(minutes * clock.MINUTE)
    return workdays.add(now, minutes, _hours(matter))[0]
