"""Posts are given, moved in time and ended; history is kept."""

from __future__ import annotations

import datetime as dt

from app.areas.models import FOREVER, ROLES, Absence, Area, Post, Unit
from app.core import clock, db, ids
from app.core.problems.problem import Problem
from app.people import events
from app.people.models import Person
from app.people.sign_in import sessions


def give(
    by: Person | None,
    person: Person,
    role: str,
    area: str,
    unit: str | None = None,
    begins: str | None = None,
    ends: str | None = None,
) -> Post:
    """A post from `begins` (default today) to `ends` (default open), days in text; Problem bad-value.

    A handler holds it for a unit, nobody else does.
    """
    if role not in ROLES:
        raise Problem("bad-value", ("role", "not-a-choice"))
    if Area.get_or_none(Area.code == area) is None:
        raise Problem("bad-value", ("area", "not-here"))
    if (role == "handler") != (unit is not None):
        raise Problem("bad-value", ("unit", "missing" if unit is None else "unknown"))
    found = None if unit is None else Unit.get_or_none(Unit.code == unit)
    if unit is not None and found is None:
        raise Problem("bad-value", ("unit", "not-here"))
    if found is not None and not found.stands(clock.now()):
        raise Problem("bad-value", ("unit", "unit-ended", {"name": found.name}))
    if (ends or FOREVER) < (begins or clock.today().isoformat()):
        raise Problem("bad-value", ("ends", "before-start"))
    with db.transaction():
        return enter(by, person, role, area, unit, begins, ends)


def enter(
    by: Person | None,
    person: Person,
    role: str,
    area: str,
    unit: str | None,
    begins: str | None,
    ends: str | None,
    absence: str | None = None,
) -> Post:
    """Like `give`, inside the caller's transaction, for values that were checked before; `absence`: for whose days it is."""
    post = Post.create(
        id=ids.uuid7(),
        person=person,
        area=area,
        role=role,
        unit=unit,
        begins=begins or clock.today().isoformat(),
        ends=ends or FOREVER,
        absence=absence,
    )
    if role != "building_head":
        sessions.shorten(person)
    _note(by, post, "post_given")
    return post


def move(by: Person | None, post: Post, begins: str, ends: str) -> None:
    """Change when a post begins and ends; Problem bad-value."""
    if ends < begins:
        raise Problem("bad-value", ("ends", "before-start"))
    with db.transaction():
        Post.update(begins=begins, ends=ends).where(Post.id == post.id).execute()
        _note(by, Post.get_by_id(post.id), "post_changed")


def end(by: Person | None, post: Post) -> None:
    """End the post yesterday; a post that has not begun is ended before its first day."""
    last = (clock.today() - dt.timedelta(days=1)).isoformat()
    with db.transaction():
        Post.update(ends=min(last, post.ends)).where(Post.id == post.id).execute()
        _note(by, Post.get_by_id(post.id), "post_ended")
        for covering in _covering(post):
            end(by, covering)


def _covering(post: Post) -> list[Post]:
    """The posts by which somebody stands in for this one and that are not over."""
    today = clock.today().isoformat()
    absences = Absence.select(Absence.id).where(Absence.person == post.person_id, Absence.ends >= today)
    return list(
        Post.select().where(
            Post.absence.in_(absences), Post.role == post.role, Post.area == post.area_id, Post.ends >= today
        )
    )


def _note(by: Person | None, post: Post, verb: str) -> None:
    columns = {
        "role": post.role,
        "area": post.area_id,
        "unit": post.unit_id,
        "from": post.begins,
        "to": post.ends,
    }
    events.note(by, "person", post.person_id, verb, body=columns)
