"""What a whistle may be for, and how long a called unit has to come: in minutes where it is urgent, else in working time."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas import tree
from app.core import clock
from app.core.words import mark
from app.matters.timing import thresholds, workdays

SLACK = 30 * clock.DAY  # holidays in a row, and the nights and weekends around them


@dataclass(frozen=True)
class Occasion:
    """Why units are called: its code in the ledger, its words, and the area's setting of its time."""

    code: str
    words: str
    setting: str
    is_in_minutes: bool = False


OCCASIONS = (
    Occasion("beyond_street", mark("居民诉求，街道解决不了"), "call_request_hours"),
    Occasion("joint", mark("联合执法"), "call_joint_hours"),
    Occasion("sudden", mark("突发应急"), "call_minutes", is_in_minutes=True),
)
UNNAMED = Occasion("", "", "call_minutes", is_in_minutes=True)  # as phones said it before there were any
BY_CODE = {occasion.code: occasion for occasion in OCCASIONS}


def named(reason: str | None) -> Occasion:
    """The occasion of that code; UNNAMED for whatever else a reason may say."""
    return BY_CODE.get(reason or "", UNNAMED)


def end(level: str, reason: str | None, start: int) -> int:
    """When the time of a call that begins at `start` is over (epoch ms), at the level where the matter lies."""
    occasion = named(reason)
    allowed = thresholds.number(level, occasion.setting)
    if occasion.is_in_minutes:
        return start + round(max(allowed, 1) * clock.MINUTE)
    hours = tree.setting(level, "work_hours", workdays.HOURS)
    return workdays.add(start, allowed * 60, hours)[0]


def longest() -> int:
    """The longest time (ms) that any area gives, as the clock that fell back measures it."""
    minutes = thresholds.longest("call_minutes") * clock.MINUTE
    hours = max(thresholds.longest(one.setting) for one in OCCASIONS if not one.is_in_minutes)
    return round(max(minutes, hours * clock.DAY + SLACK))
