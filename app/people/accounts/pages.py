"""The management pages of people, and the page on which a newcomer sets a password."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request

from app.admin.leaving import summary
from app.areas.access import people_reach, permissions
from app.areas.access.reach import Reach, reach_of
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.core.web import confirmation, dress, page
from app.core.words import mark
from app.links.heads import invitation
from app.people import commands
from app.people.accounts import ending, opening, serialize
from app.people.models import NEIGHBOUR_LIFE, Person
from app.people.phones import devices
from app.people.sign_in import enrolment, identity, sessions
from app.settings import Settings

routes = Blueprint("people_pages", __name__)
PHONE_ENDED = confirmation.sentence("phone-ended", mark("这部手机已停用，再也不能看到和上传什么。"))
DISABLED = confirmation.sentence("person-disabled", mark("账号已停用，手机上没传完的记录仍会收下待审。"))
ENABLED = confirmation.sentence("person-enabled", mark("账号已恢复，可以重新登录。"))
PAGE = 50


@routes.after_request
def _same_origin(response: Response) -> Response:
    """An older phone names a form's origin only to a page that lets it; a newcomer's phone may be one."""
    if request.path.startswith("/enrol/"):
        response.headers["Referrer-Policy"] = dress.ORIGIN_ALONE
    return response


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def asking(act: str = "see_people") -> tuple[Person, Reach]:
    """The signed-in person and their reach; Problem forbidden when no post allows the act anywhere."""
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, act)
    return person, reach


@routes.get("/people")
@identity.signed_in
def people() -> str:
    """The people in my reach, by name; `q` searches."""
    _, reach = asking()
    # no text holds a NUL, which PostgreSQL would not even compare
    words, after = (request.args.get(name, "").replace("\0", "\ufffd") for name in ("q", "after"))
    words = words[:60]
    persons = people_reach.search(reach, words, after, PAGE + 1)
    posts = people_reach.posts_of(persons)
    return page.render(
        "people/people",
        people=[serialize.brief(person, posts[person.id]) for person in persons[:PAGE]],
        q=words,
        after=persons[PAGE - 1].id if len(persons) > PAGE else "",
        may_import=permissions.may(reach, "import_people"),
        may_add=permissions.may(reach, "import_people") or permissions.may(reach, "add_people"),
        may_enrol=permissions.may(reach, "enrol"),
        today=clock.today().isoformat(),
    )


def _shown(reach: Reach, person: Person) -> dict[str, Any]:
    acts = ("enrol", "end_phone", "disable_person")
    posts = people_reach.posts_of([person])[person.id]
    today = clock.today()
    may = {act: people_reach.may(reach, act, person) for act in acts}
    counted = summary.counts(person) if may["disable_person"] and person.ended is None else {}
    return {
        "one": serialize.full(person, posts),
        "endable": [
            post for post in posts if post.on(today) and permissions.may(reach, "import_people", post.area_id)
        ],
        "may": may,
        "held": [(page.translated(summary.WORDS[name]), count) for name, count in counted.items()],
        "waits": summary.waits(counted),
        "today": today.isoformat(),
    }


def _back(reach: Reach, person: Person, done: str) -> Any:
    """After an act: the person's page, with what was done."""
    return confirmation.after(
        f"/people/{person.id}",
        done,
        lambda: page.render("people/person", **_shown(reach, Person.get_by_id(person.id))),
    )


@routes.get("/people/<uuid:who>")
@identity.signed_in
def person_page(who: Any) -> str:
    """One person: posts, phones, how they sign in."""
    _, reach = asking()
    return page.render("people/person", **_shown(reach, people_reach.find(reach, str(who))))


@routes.post("/people/<uuid:who>/number")
@identity.signed_in
def read_number(who: Any) -> str:
    """The full phone number, for a reason that is recorded."""
    caller, reach = asking()
    payload = page.form_body(commands.Unmask)
    person = people_reach.find(reach, str(who))
    return page.render("people/number", number=opening.unmask(caller, person, payload.reason), one=person)


@routes.post("/people/<uuid:who>/phones/<device>/lost")
@identity.signed_in
def phone_lost(who: Any, device: str) -> Any:
    """A phone is lost: it can do nothing more."""
    caller, reach = asking()
    person = people_reach.require(reach, "end_phone", str(who))
    devices.end_lost(caller, person, decode.uuid(device))
    return _back(reach, person, PHONE_ENDED)


@routes.post("/people/<uuid:who>/disable")
@identity.signed_in
def disable(who: Any) -> Any:
    """A leaver's account ends; where something lies with them, once whoever ends it has seen what."""
    caller, reach = asking()
    person = people_reach.require(reach, "disable_person", str(who))
    if person.id == caller.id:
        raise Problem("forbidden")
    if person.ended is None and not request.form.get("seen") and summary.waits(summary.counts(person)):
        return page.render("people/person", asks=True, **_shown(reach, person))
    ending.disable(caller, person)
    return _back(reach, person, DISABLED)


@routes.post("/people/<uuid:who>/enable")
@identity.signed_in
def enable(who: Any) -> Any:
    """Open a closed account again."""
    caller, reach = asking()
    person = people_reach.require(reach, "disable_person", str(who))
    ending.enable(caller, person)
    return _back(reach, person, ENABLED)


def link(secret: str) -> str:
    """Show the address of a one-time link."""
    return f"{_settings().public_url}/enrol/{secret}"


def qr(text: str) -> str:
    """A QR code as SVG for a page, black on white in every theme."""
    return segno.make(text, error="m", micro=False).svg_inline(omitsize=True, light="#fff", border=4)


@routes.get("/people/<uuid:who>/enrol")
@identity.signed_in
def enrol_page(who: Any) -> str:
    """Explain what a one-time link does, before it is created."""
    _, reach = asking()
    person = people_reach.require(reach, "enrol", str(who))
    return page.render(
        "people/enrol", one=serialize.brief(person, []), link="", is_head=invitation.is_only_head(person)
    )


@routes.post("/people/<uuid:who>/enrol")
@identity.signed_in
def show_link(who: Any) -> str:
    """A fresh one-time link, as QR code; shown this once."""
    caller, reach = asking()
    person = people_reach.require(reach, "enrol", str(who))
    address = link(enrolment.make(caller, person))
    until = serialize.when(enrolment.find(address.rpartition("/")[2]).expires)
    return page.render(
        "people/enrol",
        one=serialize.brief(person, []),
        link=address,
        qr=qr(address),
        until=until,
        is_head=invitation.is_only_head(person),
    )


@routes.get("/enrol/<secret>")
def enrol(secret: str) -> str:
    """The newcomer's page: set a password."""
    person = enrolment.find(secret).person
    if invitation.is_only_head(person):
        in_wechat = "MicroMessenger" in request.headers.get("User-Agent", "")
        return render_template("people/settle.html", one=person, secret=secret, in_wechat=in_wechat)
    return render_template("people/welcome.html", one=person, secret=secret, wrong="")


@routes.post("/enrol/<secret>")
def enrol_finish(secret: str) -> Any:
    """Set the password, use the link up and sign in."""
    person = enrolment.find(secret).person
    if invitation.is_only_head(person):
        return _signed_in(enrolment.settle_in(secret), NEIGHBOUR_LIFE)
    try:
        payload = page.form_body(commands.FirstPassword)
        person = enrolment.finish(secret, payload.password)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        wrong = problem.body(page.language())["errors"][0]["message"]
        return render_template("people/welcome.html", one=person, secret=secret, wrong=wrong), 422
    return _signed_in(person)


def _signed_in(person: Person, life: int | None = None) -> Response:
    before = identity.session_or_none()
    if before is not None and before.is_live():
        sessions.end(before)
    opened = sessions.begin(person, life=life)
    answer = make_response(redirect("/enrol/done", 303))
    identity.set_cookies(answer, opened, _settings())
    if person.large_type:
        answer.set_cookie("size", "large", max_age=opened.max_age, secure=_settings().secure, samesite="Lax")
    return answer


@routes.get("/enrol/done")
@identity.signed_in
def enrolled() -> str:
    """Say that the password is set; offer a passkey and the app."""
    person = identity.person()
    template = "people/settled.html" if invitation.is_only_head(person) else "people/enrolled.html"
    return render_template(template, one=person)
