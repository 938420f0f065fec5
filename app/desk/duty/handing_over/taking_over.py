"""接班了: somebody of the desk has taken a shift over that was handed over, and whoever handed it over hears of it."""

from __future__ import annotations

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES
from app.core import clock, db
from app.core.problems.problem import Problem
from app.desk.duty.handing_over.models import Handover
from app.people import events
from app.people.models import Person

OPEN_FOR = clock.DAY  # after that the next shift has long begun


def may_take(person: Person, reach: Reach, made: Handover) -> bool:
    """Whether the person may say that they have this shift: of that desk, not who handed it over, once, within a day."""
    sits_there = any(post.area_id == made.area and post.role in DESK_ROLES for post in reach.posts)
    is_open = made.taken is None and made.to is not None and clock.now() < made.at + OPEN_FOR
    return sits_there and person.id != made.by and is_open


def take_over(person: Person, reach: Reach, made: Handover) -> None:
    """They have it. Pressed twice, or by two, the first counts; Problem not-open, or not-found for whoever does not sit there."""
    if not any(post.area_id == made.area and post.role in DESK_ROLES for post in reach.posts):
        raise Problem("not-found")
    with db.transaction():
        row = Handover.get_by_id(made.id)
        if row.taken is not None:
            return
        if not may_take(person, reach, row):
            raise Problem("not-open")
        Handover.update(taken=clock.now(), taken_by=person.id).where(Handover.id == row.id).execute()
        body = {"handover": row.id, "from": row.by}
        events.note(person, "area", row.area, "shift_taken_over", body=body)


def waiting_for(person: Person, reach: Reach, area: str) -> Handover | None:
    """The latest handover of the desk, where it is the person who may take it over."""
    made = Handover.select().where(Handover.area == area).order_by(Handover.at.desc()).first()
    return made if made is not None and may_take(person, reach, made) else None
