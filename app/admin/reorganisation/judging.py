"""Whether a plan can be carried out on its day: what speaks against it is refused, what looks wrong is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import shapely

from app.admin.reorganisation import outlines, plans
from app.admin.reorganisation.models import AGREED, Reorganisation
from app.admin.reorganisation.plans import Plan
from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import clock
from app.core.problems.problem import Problem
from app.core.words import mark

SLIGHT = 0.005  # of the whole: what is less is rounding
AHEAD_MOST = 400  # days


@dataclass(frozen=True)
class Doubt:
    """What looks wrong: a marked sentence and its values."""

    words: str
    values: dict[str, Any]


def parse_day(text: str) -> str:
    """The day from which it holds: tomorrow at the earliest. Problem bad-value."""
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        raise Problem("bad-value", ("day", "bad-date")) from None
    today = clock.today()
    if day <= today:
        raise Problem("bad-value", ("day", "needs-tomorrow"))
    if day > today + dt.timedelta(days=AHEAD_MOST):
        raise Problem(
            "bad-value", ("day", "too-far", {"last": (today + dt.timedelta(days=AHEAD_MOST)).isoformat()})
        )
    return day.isoformat()


def check(plan: Plan, day: str, reach: Reach, own: str = "") -> None:
    """Problem bad-value for what cannot be; `own`: the id of the reorganisation that it belongs to, if it has one."""
    if not plan.touched and not plan.begin:
        raise Problem("bad-value", ("areas", "missing"))
    known = {area.code: area for area in Area.select().where(Area.code.in_([*plan.touched, *_named(plan)]))}
    begun = [new.code for new in plan.begin]
    for at, code in enumerate(begun):
        if code in begun[:at] or Area.get_or_none(Area.code == code) is not None:
            raise Problem("bad-value", (f"code-{at}", "code-taken", {"value": code}))
    for code in [*plan.touched, *_named(plan)]:
        if code in begun:
            continue
        if code not in known or not reach.sees_area(code):
            raise Problem("bad-value", ("areas", "not-here"))
        if known[code].ends < day:
            raise Problem("bad-value", ("areas", "area-ended", {"name": known[code].name}))
    for code in plan.touched:
        if tree.chain(code)[-1] == code:
            raise Problem("bad-value", ("areas", "is-top"))
        _check_children(plan, known[code])
    _check_others(plan, day, own)


def _named(plan: Plan) -> set[str]:
    """The areas that it names as being above or taking over."""
    heirs = {heir for found in plan.end.values() for heir in found}
    return {new.parent for new in plan.begin} | set(plan.move.values()) | heirs


def _check_children(plan: Plan, area: Area) -> None:
    if area.code not in plan.end:
        return
    if any(heir in plan.end for heir in plan.end[area.code]) or not plan.end[area.code]:
        raise Problem("bad-value", ("heir", "heir-ends", {"name": area.name}))
    left = [child.name for child in plans.standing_in(area.code) if child.code not in plan.touched]
    if left:
        raise Problem(
            "bad-value", ("areas", "left-inside", {"name": area.name, "inside": "、".join(left[:5])})
        )


def _check_others(plan: Plan, day: str, own: str) -> None:
    """Two reorganisations never take hold of one area before the first has come into force."""
    for other in Reorganisation.select().where(Reorganisation.state == AGREED, Reorganisation.id != own):
        planned = plans.of_row(other.plan)
        begun = {new.code for new in planned.begin} & {new.code for new in plan.begin}
        if begun or planned.touched & (plan.touched | _named(plan)) or _named(planned) & set(plan.end):
            raise Problem("bad-value", ("areas", "in-another", {"title": other.title, "day": other.day}))


def doubts(plan: Plan) -> list[Doubt]:
    """What looks wrong and may be meant."""
    found = []
    shapes = {new.code: shapely.geometry.shape(new.shape) for new in plan.begin if new.shape}
    for group in _groups(plan):
        parts = [shapes[new] for new in group[1] if new in shapes]
        if parts and len(parts) == len(group[1]):
            bare, twice = outlines.uncovered(group[0], parts)
            if bare > SLIGHT:
                found.append(
                    Doubt(mark("原来的范围有 {share}% 不属于新的任何一块。"), {"share": f"{100 * bare:.1f}"})
                )
            if twice > SLIGHT:
                found.append(Doubt(mark("新的几块有 {share}% 互相重叠。"), {"share": f"{100 * twice:.1f}"}))
    bare_names = [new.name for new in plan.begin if new.shape is None]
    if bare_names:
        found.append(Doubt(mark("{names}没有边界，按清单进行。"), {"names": "、".join(bare_names)}))
    empty = [new.name for new in plan.begin if new.code not in plan.move.values() and plan.move]
    if empty:
        found.append(Doubt(mark("{names}里面一个下级区域也没有。"), {"names": "、".join(empty)}))
    return found


def _groups(plan: Plan) -> list[tuple[list[str], list[str]]]:
    """Ended areas with the new ones that take over from them."""
    begun = {new.code for new in plan.begin}
    by_heirs: dict[tuple[str, ...], list[str]] = {}
    for code, heirs in plan.end.items():
        by_heirs.setdefault(heirs, []).append(code)
    return [(codes, list(heirs)) for heirs, codes in by_heirs.items() if set(heirs) <= begun]
