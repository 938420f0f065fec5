"""Whether a plan can be carried out on its day: what speaks against it is refused, what looks wrong is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import shapely

from app.admin.reorganisation import outlines, plans, preview
from app.admin.reorganisation.models import AGREED, Reorganisation
from app.admin.reorganisation.plans import Plan
from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES, KINDS, Area
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
            "bad-value",
            ("day", "plan-too-far", {"last": (today + dt.timedelta(days=AHEAD_MOST)).isoformat()}),
        )
    return day.isoformat()


def check(plan: Plan, day: str, reach: Reach, own: str = "") -> None:
    """Problem bad-value for what cannot be; `own`: the id of the reorganisation that it belongs to, if it has one."""
    if not plan.touched and not plan.begin:
        raise Problem("bad-value", ("areas", "missing"))
    known = {area.code: area for area in Area.select().where(Area.code.in_([*plan.touched, *_named(plan)]))}
    begun = [new.code for new in plan.begin]
    standing = {code for (code,) in Area.select(Area.code).where(Area.code.in_(begun or [""])).tuples()}
    taken = [
        (f"code-{at}", "code-taken", {"value": code})
        for at, code in enumerate(begun)
        if code in begun[:at] or code in standing
    ]
    if taken:
        raise Problem("bad-value", *taken)
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
    _check_levels(plan, known)
    _check_others(plan, day, own)


def _check_levels(plan: Plan, known: dict[str, Area]) -> None:
    """No area comes to lie below one of its own kind or a lower one, unless it lay below such a one before: a city's levels are its own."""
    above = {code: area.parent_id for code, area in known.items()}
    kinds = dict(
        Area.select(Area.code, Area.kind)
        .where(Area.code.in_([code for code in {*above, *above.values()} if code]))
        .tuples()
    )
    names = {code: area.name for code, area in known.items()} | {new.code: new.name for new in plan.begin}
    kinds |= {new.code: new.kind for new in plan.begin}
    placed = [(code, parent, {kinds.get(above[code])}) for code, parent in plan.move.items()]
    placed += [
        (
            new.code,
            new.parent,
            {kinds.get(above[code]) for code, heirs in plan.end.items() if new.code in heirs},
        )
        for new in plan.begin
    ]
    wrong = [
        ("areas", "not-above", {"name": names[code], "parent": names[parent]})
        for code, parent, before in placed
        if kinds[parent] not in before and not may_hold(kinds[parent], kinds[code])
    ]
    if wrong:
        raise Problem("bad-value", *wrong)


def may_hold(above: str, kind: str) -> bool:
    """Whether an area of the one kind stands above one of the other in the order of kinds."""
    return KINDS.index(above) < KINDS.index(kind)


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
    unmanned = _without_desk(plan)
    if unmanned:
        found.append(Doubt(mark("{names}没有值班员。"), {"names": "、".join(unmanned)}))
    for name in _names_beside(plan):
        found.append(Doubt(mark("同一个上级里已经有叫“{name}”的。"), {"name": name}))
    return found


def _without_desk(plan: Plan) -> list[str]:
    """The new areas that take over from one with a desk, and to which nobody of that desk goes."""
    manned: set[str] = set()
    wanted: set[str] = set()
    for post in preview.posts_in(plan, clock.today().isoformat()):
        if post.role in DESK_ROLES:
            wanted.update(plan.end[post.area_id])
            manned.update(plan.posts.get(post.id, plan.end[post.area_id]))
    return [new.name for new in plan.begin if new.code in wanted - manned]


def _names_beside(plan: Plan) -> list[str]:
    """The names of new areas that another one in the same place has too."""
    found, seen = [], set()
    for new in plan.begin:
        beside = {area.name for area in plans.standing_in(new.parent) if area.code not in plan.touched}
        if new.name in beside or (new.parent, new.name) in seen:
            found.append(new.name)
        seen.add((new.parent, new.name))
    return list(dict.fromkeys(found))


def _groups(plan: Plan) -> list[tuple[list[str], list[str]]]:
    """Ended areas with the new ones that take over from them."""
    begun = {new.code for new in plan.begin}
    by_heirs: dict[tuple[str, ...], list[str]] = {}
    for code, heirs in plan.end.items():
        by_heirs.setdefault(heirs, []).append(code)
    return [(codes, list(heirs)) for heirs, codes in by_heirs.items() if set(heirs) <= begun]
