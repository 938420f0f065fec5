"""What ends with a matter, and what begins again when it is opened once more."""

from __future__ import annotations

from app.areas.access.reach import reach_of
from app.areas.geometry import location
from app.core import clock
from app.matters.area_staff import Ground, choose_holder
from app.matters.models import CLOSED, REPORTED, VOID, Matter
from app.matters.timing import deadlines
from app.matters.workflow import confirmers


def close(matter: Matter) -> None:
    """Close it (not saved); holder and deadline stay as they were, for the figures."""
    _end(matter, CLOSED)


def void(matter: Matter) -> None:
    """Take it out of the work (not saved); nothing is deleted."""
    _end(matter, VOID)


def _end(matter: Matter, state: str) -> None:
    matter.state, matter.closed_at = state, clock.now()
    matter.climb_at = matter.close_at = matter.shelved_until = None
    matter.joint_since = matter.coming_at = None
    confirmers.end(matter)


def lay(matter: Matter, level: str, ground: Ground) -> None:
    """Let it lie, reported, at `level` with whoever holds there, its deadline begun anew (not saved).

    At a level with a desk the desk holds it; at a grid the people of PRODUCT.md's order. Where its place or the level has
    ended since, it lies with what took over there.
    """
    matter.state = REPORTED
    matter.area = location.standing(matter.area, matter.lat, matter.lon)
    level = location.standing(level, matter.lat, matter.lon)
    finder = reach_of(matter.finder) if matter.finder else None
    matter.level, holder = choose_holder(ground, matter.area, level, finder)
    matter.give_to(**holder)
    forget_handling(matter)
    deadlines.start(matter, ground)


def forget_handling(matter: Matter) -> None:
    """Nobody has it in hand any more (not saved)."""
    matter.taken_by = matter.dispatched_by = matter.shelved_from = matter.shelved_until = None
    confirmers.end(matter)


def open_again(matter: Matter, level: str, ground: Ground) -> None:
    """Reported once more at `level` (not saved)."""
    matter.closed_at = matter.close_at = matter.merged_into = matter.resolver = None
    matter.send_backs = 0
    lay(matter, level, ground)
