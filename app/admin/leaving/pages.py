"""The sheet of somebody who leaves, and its one button: all of it goes to a successor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from flask import Blueprint, render_template

from app.admin.leaving import held, sheet
from app.areas.access import people_reach
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area, Post
from app.areas.role_words import role_name
from app.core import clock
from app.core.decode import Command
from app.core.patterns import ONE_LINE
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.desk.lists import rows
from app.patrol.models import VisitPlan
from app.people.models import Person
from app.people.sign_in import enrolment, identity

routes = Blueprint("admin_leaving", __name__, url_prefix="/people")
NOTHING = confirmation.sentence("handed-on-before", mark("这次什么也没有转：手里的早先已经转走了，见下面。"))
HANDED = confirmation.sentence("handed-on", mark("都转给接手的人了，接手的人会收到消息。"))


class Successor(Command):
    """Who has it from now on."""

    successor: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""


@routes.get("/<uuid:who>/leaving")
@identity.signed_in
def show(who: Any) -> str:
    """What the person has, and to whom it may go."""
    reach = reach_of(identity.person())
    return _page(reach, _found(reach, str(who)))


@routes.post("/<uuid:who>/leaving")
@identity.signed_in
def hand_over(who: Any) -> Any:
    """All of it goes to the successor."""
    reach = reach_of(identity.person())
    person = _found(reach, str(who))
    payload = page.form_body(Successor)
    try:
        before = held.held_by(person)
        sheet.hand_over(identity.person(), person, payload.successor)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _page(reach, person, payload.successor, page.errors_by_field(problem)), 422
    last = sheet.last_handed(person)
    is_told = not before.is_empty() or (last is not None and last.to == payload.successor)
    return confirmation.after(f"/people/{person.id}/leaving", HANDED if is_told else NOTHING)


def _choices(person: Person) -> list[tuple[str, str]]:
    """Nobody, then each who may have it with area and post; who was never here is said to be that."""
    people, today = sheet.successors(person), clock.today().isoformat()
    codes = [one.id for one in people]
    known = enrolment.able(codes)
    posts = (
        Post.select(Post, Area)
        .join(Area)
        .where(
            Post.person.in_(codes or [""]), Post.absence.is_null(), Post.begins <= today, Post.ends >= today
        )
    )
    held_posts: dict[str, list[str]] = {}
    for post in posts.order_by(Post.area, Post.role):
        words = f"{post.area.name} {role_name(post.role, page.language())}"
        held_posts.setdefault(post.person_id, []).append(words)
    never = page.translated(mark("还没登录过"))
    return [("", page.translated(mark("请选一个人")))] + [
        (one.id, " · ".join([one.name, *held_posts.get(one.id, []), *([] if one.id in known else [never])]))
        for one in people
    ]


def _found(reach: Reach, who: str) -> Person:
    person = people_reach.find(reach, who)
    if not sheet.may_hand_on(reach, person):
        raise Problem("forbidden")
    return person


def _names(plans: Iterable[VisitPlan]) -> dict[str, str]:
    codes = [plan.area_id for plan in plans]
    return dict(Area.select(Area.code, Area.name).where(Area.code.in_(codes or [""])).tuples())


def _page(reach: Reach, person: Person, given: str = "", errors: dict[str, str] | None = None) -> str:
    found = held.held_by(person)
    return render_template(
        "admin/leaving.html",
        one=person, held=found, given=given, errors=errors or {}, areas=_names(found.plans),
        parts=[
            (name, translated, rows.lines(matters, reach, page.language()))
            for name, translated, matters in (
                ("matters", page.translated(mark("未结事件")), found.matters),
                ("shelved", page.translated(mark("挂账的，恢复以后还要办")), found.shelved),
                ("supported", page.translated(mark("在协办的")), found.supported),
                ("to-confirm", page.translated(mark("等着确认的，会转给下一位")), found.to_confirm),
            )
            if matters or name == "matters"
        ],
        people=_choices(person), last=sheet.last_handed(person), when=clock.rfc3339,
        printed=clock.rfc3339(clock.now()), printed_by=identity.person().name,
    )  # fmt: skip
