"""Whose turn it is to say that something is really done: head, lead, finder, desk, desk above; never who resolved it."""

from __future__ import annotations

from app.areas.access.reach import Reach, reach_of
from app.areas.models import DESK_ROLES, LEAD_ROLES
from app.core import clock
from app.matters import categories
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.timing import thresholds
from app.matters.workflow import asks

ORDER = ("head", "lead", "finder", "desk", "desk_above")


def begin(matter: Matter, ground: Ground) -> None:
    """Give the first turn (not saved): among those whom the category names, or among all where none of these is there."""
    step = _with_people(matter, ground, _order(matter)) or _with_people(matter, ground, ORDER)
    _give(matter, ground, step)


def pass_on(matter: Matter, ground: Ground) -> bool:
    """Give the turn to the next in order (not saved); False when nobody comes after, and the last keeps it."""
    order = _order(matter)
    place = order.index(matter.confirm_turn) + 1 if matter.confirm_turn in order else 0
    step = _with_people(matter, ground, order[place:])
    if step is None:
        matter.confirm_until = None
        return False
    _give(matter, ground, step)
    return True


def pass_over_finder(matter: Matter, ground: Ground) -> bool:
    """Give the turn of a finder who leaves to the next whom the category names, else to a desk (not saved); False where nobody is."""
    place = ORDER.index("finder") + 1
    step = _with_people(matter, ground, tuple(one for one in _order(matter) if one in ORDER[place:]))
    step = step or _with_people(matter, ground, ORDER[place:])
    if step is not None:
        _give(matter, ground, step)
    return step is not None


def _order(matter: Matter) -> tuple[str, ...]:
    """The turns that the category gives; where it says nothing, all of them."""
    chosen = categories.require(matter.category).confirmers
    return tuple(step for step in ORDER if step in chosen.split(",")) if chosen else ORDER


def end(matter: Matter) -> None:
    """Nobody is asked any more (not saved)."""
    matter.confirm_turn = matter.confirm_desk = matter.confirm_until = None


def is_mine(matter: Matter, reach: Reach, ground: Ground) -> bool:
    """Whether it is this person's turn."""
    return matter.confirm_turn is not None and asks.waits_for(matter, reach, ground)


def people(matter: Matter, ground: Ground, step: str | None = None) -> list[str]:
    """Ids of those whose turn it is (or would be at `step`)."""
    step = step or matter.confirm_turn
    if step is None:
        return []
    if step == "finder":
        persons = [matter.finder] if matter.finder and _still_here(matter) else []
    elif step in ("desk", "desk_above"):
        desk = _desk(matter, ground, step)
        persons = ground.people(DESK_ROLES, [desk]) if desk else []
    else:
        persons = ground.people(_field(step), ground.chain(matter.area))
    barred = asks.not_asked(matter, ground)
    return [person for person in persons if reach_of(person).terms.isdisjoint(barred)]


def _field(step: str) -> tuple[str, ...]:
    return ("building_head",) if step == "head" else LEAD_ROLES


def _still_here(matter: Matter) -> bool:
    reach = reach_of(matter.finder)
    return bool(reach.posts) and all(post.person.ended is None for post in reach.posts[:1])


def _desk(matter: Matter, ground: Ground, step: str) -> str | None:
    desk = ground.desk_over(matter.level)
    return ground.next_level(desk) if desk is not None and step == "desk_above" else desk


def _with_people(matter: Matter, ground: Ground, steps: tuple[str, ...]) -> str | None:
    return next((step for step in steps if people(matter, ground, step)), None)


def _give(matter: Matter, ground: Ground, step: str | None) -> None:
    days = thresholds.number(matter.area, "confirm_days")
    matter.confirm_turn = step
    matter.confirm_desk = _desk(matter, ground, step) if step in ("desk", "desk_above") else None
    matter.confirm_until = None if step is None else clock.now() + round(days * clock.DAY)
