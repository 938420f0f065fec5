"""Absence with a dated substitute: no reason is kept, the substitute holds the posts for those days, and all of it ends by itself.

A substitution is a post of its own, made from the absence and dated with it, so that reach, terms and patrol areas follow.
"""

from __future__ import annotations

import datetime as dt

from peewee import Expression, ModelSelect

from app.areas import tree
from app.areas.access import permissions, posts
from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES, FIELD_ROLES, LEAD_ROLES, Absence, Post
from app.core import clock, db, ids
from app.core.problems.problem import Problem
from app.core.remembered import remembered
from app.people import events
from app.people.models import Person

HEAD = "building_head"
COVERED = (*FIELD_ROLES, *DESK_ROLES, "handler", HEAD)
DAYS_MOST = 366
KEPT = 90 * clock.DAY  # after its last day


def enter(by: Person, person: Person, substitute: str, begins: str, ends: str) -> Absence:
    """The person is absent on these days (ISO, both included), the substitute stands in; the same again is harmless.

    Problem bad-value, naming the field: a past or upside-down stretch, a substitute who cannot be one, a chain.
    """
    today = clock.today()
    first, last = _day(begins, "begins"), _day(ends, "ends")
    if last < first:
        raise Problem("bad-value", ("ends", "before-start"))
    if (last - first).days >= DAYS_MOST:
        raise Problem("bad-value", ("ends", "too-many-days-absent", {"most": DAYS_MOST}))
    with db.transaction():
        days = (first.isoformat(), last.isoformat())
        same = _of(Absence.person == person.id, *days).where(Absence.substitute == substitute).first()
        if same is not None and (same.begins, same.ends) == days:
            return same
        if first < today:
            raise Problem("bad-value", ("begins", "absence-past"))
        covered = covered_posts(person.id, *days)
        if not covered:
            raise Problem("bad-value", ("begins", "nothing-to-cover"))
        _refuse_chains(person.id, substitute, *days)
        if substitute not in {one.id for one in candidates(person.id, *days)}:
            raise Problem("bad-value", ("substitute", "not-a-substitute"))
        absence = Absence.create(
            id=ids.uuid7(), person=person.id, substitute=substitute, begins=days[0], ends=days[1], by=by.id
        )
        stand_in = Person.get_by_id(substitute)
        for post in covered:
            posts.enter(
                by, stand_in, post.role, post.area_id, post.unit_id,
                max(post.begins, days[0]), min(post.ends, days[1]), absence.id,
            )  # fmt: skip
        _note(by, absence, "absence_entered")
    return absence


def end(by: Person, absence: Absence) -> None:
    """The person is back: yesterday was the last day, one that has not begun never does. Asking twice is harmless."""
    last = (clock.today() - dt.timedelta(days=1)).isoformat()
    with db.transaction():
        absence = Absence.get_by_id(absence.id)
        if absence.ends <= last:
            return
        Absence.update(ends=last).where(Absence.id == absence.id).execute()
        for post in Post.select().where(Post.absence == absence.id, Post.ends > last):
            posts.end(by, post)
        _note(by, Absence.get_by_id(absence.id), "absence_ended")


def _day(text: str, field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise Problem("bad-value", (field, "bad-date")) from error


def _of(who: Expression, begins: str, ends: str) -> ModelSelect:
    """Absences that share a day with the stretch."""
    return Absence.select().where(
        who, Absence.begins <= ends, Absence.ends >= begins, Absence.begins <= Absence.ends
    )


def _refuse_chains(person: str, substitute: str, begins: str, ends: str) -> None:
    if person == substitute:
        raise Problem("bad-value", ("substitute", "substitute-self"))
    if _of(Absence.person == person, begins, ends).exists():
        raise Problem("bad-value", ("begins", "absent-already"))
    if _of(Absence.person == substitute, begins, ends).exists():
        raise Problem("bad-value", ("substitute", "substitute-absent"))
    if _of(Absence.substitute == person, begins, ends).exists():
        raise Problem("bad-value", ("begins", "stands-in-already"))


def covered_posts(person: str, begins: str, ends: str) -> list[Post]:
    """The person's own posts that can be stood in for, all but an administrator's, as far as they are held on one of the days."""
    return list(
        Post.select()
        .where(
            Post.person == person, Post.role.in_(COVERED), Post.absence.is_null(), Post.begins <= ends,
            Post.ends >= begins,
        )
        .order_by(Post.begins, Post.id)
    )  # fmt: skip


def candidates(person: str, begins: str, ends: str) -> list[Person]:
    """Who may stand in, by name, see `colleagues`."""
    return colleagues(covered_posts(person, begins, ends), person, begins, ends)


def colleagues(posts: list[Post], person: str, begins: str, ends: str) -> list[Person]:
    """Who may do what these posts of the person are for, by name: those with a post of their own for all these days, nearby."""
    found: set[str] | None = None
    for post in posts:
        held = Post.absence.is_null() & (Post.begins <= begins) & (Post.ends >= ends)
        able = {row.person_id for row in Post.select(Post.person).where(held, _fits(post))} - {person}
        found = able if found is None else found & able
    return list(
        Person.select()
        .where(Person.id.in_(sorted(found or {""})), Person.ended.is_null())
        .order_by(Person.name, Person.id)
    )


def _fits(post: Post) -> Expression:
    """The posts whose holders may do what this one is for, one level around it.

    In the field: whoever works in the field there. At a desk: those of desks there and above, and leads. For a unit: its other
    members, those of the units there, and the desks above. A building's head: the other heads there, and who works in the field.
    """
    chain = tree.chain(post.area_id)
    around = tree.below(chain[1] if len(chain) > 1 else chain[0])
    in_field = Post.role.in_(FIELD_ROLES)
    at_desk = Post.role.in_(DESK_ROLES)
    if post.role in FIELD_ROLES:
        return in_field & Post.area.in_(around)
    if post.role == "handler":
        members = (Post.unit == post.unit_id) | Post.area.in_(around)
        return ((Post.role == "handler") & members) | (at_desk & Post.area.in_(chain))
    if post.role == HEAD:
        beside = tree.below(*chain[1:3]) if len(chain) > 2 else around
        return ((Post.role == HEAD) & Post.area.in_(around)) | (
            in_field & (Post.area.in_(beside) | Post.area.in_(chain))
        )
    return (at_desk & (Post.area.in_(around) | Post.area.in_(chain))) | (
        Post.role.in_(LEAD_ROLES) & Post.area.in_(tree.below(post.area_id))
    )


def may_enter(reach: Reach, person: str) -> bool:
    """Whether the reader may say that this person is absent: oneself, and who leads or administers each covered post."""
    if reach.person == person:
        return True
    today = clock.today().isoformat()
    covered = covered_posts(person, today, "9999-12-31")
    return bool(covered) and all(permissions.may(reach, "enter_absence", post.area_id) for post in covered)


def substitutes_on(day: dt.date | None = None) -> dict[str, str]:
    """Who stands in for whom on the day (today): absent person → substitute."""
    return _substitutes((clock.today() if day is None else day).isoformat())


@remembered
def _substitutes(day: str) -> dict[str, str]:
    rows = Absence.select().where(Absence.begins <= day, Absence.ends >= day)
    return {row.person: row.substitute for row in rows}


def is_absent(person: str, day: dt.date) -> bool:
    """Whether the person was, is or will be absent on the day."""
    return any(begins <= day.isoformat() <= ends for begins, ends in _stretches(person))


@remembered
def _stretches(person: str) -> tuple[tuple[str, str], ...]:
    return tuple(Absence.select(Absence.begins, Absence.ends).where(Absence.person == person).tuples())


def of_person(person: Person) -> list[dict[str, str]]:
    """The person's own absences and days of standing in, for the download of one's own data."""
    rows = Absence.select().where((Absence.person == person.id) | (Absence.substitute == person.id))
    return [
        {"from": row.begins, "to": row.ends, "as": "absent" if row.person == person.id else "substitute"}
        for row in rows.order_by(Absence.begins, Absence.id)
    ]


def forget() -> int:
    """Delete the absences whose last day is long over; how many."""
    before = clock.date_of(clock.now() - KEPT).isoformat()
    with db.transaction():
        return int(Absence.delete().where(Absence.ends < before).execute())


def _note(by: Person, absence: Absence, verb: str) -> None:
    body = {"from": absence.begins, "to": absence.ends, "substitute": absence.substitute}
    events.note(by, "person", absence.person, verb, body=body)
