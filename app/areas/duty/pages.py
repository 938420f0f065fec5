"""The pages of absence: one's own and those of whom one leads, a form for a person, and the way back."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from flask import Blueprint, render_template

from app.areas import role_words
from app.areas.access import people_reach, permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.duty import absences, roster
from app.areas.models import Absence, Area, Post
from app.core import clock
from app.core.decode import Command, Uuid
from app.core.patterns import ONE_LINE
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("absences", __name__, url_prefix="/absences")
ENTERED = confirmation.sentence("absence-entered", mark("记下了。这几天的事由替班的人接，到时候自己结束。"))
ENDED = confirmation.sentence("absence-ended", mark("已结束，事情回到本人手里。"))
SHOWN_MOST = 200
TURNS_MOST = 6
DAYS_AHEAD = 14


class AbsenceBody(Command):
    """Which days, and who stands in: never why."""

    begins: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""
    ends: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""
    substitute: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""


class EndBody(Command):
    """Which absence ends."""

    absence: Uuid


@routes.get("")
@identity.signed_in
def mine() -> str:
    """One's own absences, those one stands in for, and those of the people whose posts one leads."""
    person = identity.person()
    reach = reach_of(person)
    known = set(_led(reach)) | {person.id}
    today = clock.today().isoformat()
    rows = (
        Absence.select()
        .where(Absence.person.in_(sorted(known)) | (Absence.substitute == person.id))
        .where(Absence.ends >= today, Absence.begins <= Absence.ends)
        .order_by(Absence.begins, Absence.id)
        .limit(SHOWN_MOST)
    )
    listed = list(rows)
    ids = {id for row in listed for id in (row.person, row.substitute)} | known
    names = dict(Person.select(Person.id, Person.name).where(Person.id.in_(sorted(ids))).tuples())
    return render_template(
        "absences/index.html",
        rows=listed, names=names, me=person.id, today=today,
        others=sorted(((names[id], id) for id in known if id in names and id != person.id), key=lambda one: one),
        may_cover=bool(absences.covered_posts(person.id, today, today)),
        may_end={row.id for row in listed if row.person in known},
        may_duty=permissions.may(reach, "see_duty"),
        turns={row.id: _turns(row.person, row.begins, row.ends) for row in listed if row.person in known},
    )  # fmt: skip


def _led(reach: Reach) -> list[str]:
    """Ids of those whose absence the reader may enter besides the own one."""
    roots = permissions.areas_for(reach, "enter_absence")
    if not roots:
        return []
    today = clock.today().isoformat()
    held = Post.select(Post.person).where(
        Post.role.in_(absences.COVERED), Post.absence.is_null(), Post.begins <= today, Post.ends >= today
    )
    seen = people_reach.visible(reach).where(Person.id.in_(held), Person.ended.is_null()).limit(SHOWN_MOST)
    return [one.id for one in seen if absences.may_enter(reach, one.id)]


@routes.get("/<uuid:who>")
@identity.signed_in
def form(who: Any) -> str:
    """The days and who stands in, for one person."""
    person = _of(str(who))
    today = clock.today().isoformat()
    return _form(person, {"begins": today, "ends": today, "substitute": ""})


@routes.post("/<uuid:who>")
@identity.signed_in
def enter(who: Any) -> Any:
    """The person is absent on these days."""
    person = _of(str(who))
    payload = page.form_body(AbsenceBody)
    try:
        absences.enter(identity.person(), person, payload.substitute, payload.begins, payload.ends)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _form(person, msgspec.structs.asdict(payload), page.errors_by_field(problem)), 422
    return confirmation.after("/absences", ENTERED)


@routes.post("/<uuid:who>/end")
@identity.signed_in
def end(who: Any) -> Any:
    """The person is back."""
    person = _of(str(who))
    row = Absence.get_or_none(Absence.id == page.form_body(EndBody).absence, Absence.person == person.id)
    if row is None:
        raise Problem("not-found")
    absences.end(identity.person(), row)
    return confirmation.after("/absences", ENDED)


def _of(who: str) -> Person:
    """The person whose absence it is. Problem not-found for one out of reach, forbidden for one whom another leads."""
    me = identity.person()
    if me.id == who:
        return me
    reach = reach_of(me)
    person = people_reach.find(reach, who)
    if not absences.may_enter(reach, person.id):
        raise Problem("forbidden")
    return person


def _with_posts(people: list[Person], today: str) -> list[tuple[str, str]]:
    """(id, name with what the person is and where), so that two of one name are told apart."""
    held: dict[str, list[str]] = {}
    rows = (
        Post.select(Post, Area)
        .join(Area)
        .where(
            Post.person.in_([one.id for one in people] or [""]),
            Post.absence.is_null(),
            Post.begins <= today,
            Post.ends >= today,
        )
    )
    for post in rows.order_by(Post.begins, Post.id):
        held.setdefault(post.person_id, []).append(
            f"{post.area.name} {role_words.role_name(post.role, page.language())}"
        )
    return [(one.id, " · ".join([one.name, *held.get(one.id, ())[:2]])) for one in people]


def _turns(person: str, begins: str, ends: str) -> list[str]:
    """The person's turns on the roster in those days, in words."""
    posts = absences.covered_posts(person, begins, ends)
    turns = roster.turns_between(person, posts, begins, ends)[:TURNS_MOST]
    return [
        f"{turn.begins}–{turn.ends[11:] if turn.ends[:10] == turn.begins[:10] else turn.ends}"
        for turn in turns
    ]


def _form(person: Person, given: dict[str, str], errors: dict[str, str] | None = None) -> str:
    today = clock.today().isoformat()
    ahead = (clock.today() + dt.timedelta(days=DAYS_AHEAD)).isoformat()
    people = absences.candidates(person.id, today, today)
    return render_template(
        "absences/form.html",
        one=person, given=given, errors=errors or {}, today=today, is_me=person.id == identity.person().id,
        people=_with_posts(people, today), turns=_turns(person.id, today, max(given["ends"], ahead)),
    )  # fmt: skip
