"""The desk's other doors: requests held for a look, what was said on the telephone, who asked, and links by message."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint, current_app, redirect, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.telephones import emergency
from app.core import decode
from app.core.decode import Command
from app.core.patterns import whole
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.desk.forms import answer_examples, choices, named_places
from app.desk.matter import contacts as matter_contacts
from app.desk.matter import view
from app.desk.pages import asking
from app.desk.requests import by_telephone, residents
from app.desk.requests.by_telephone import Draft
from app.ledger.act import by_web
from app.people.models import Person
from app.people.sign_in import identity
from app.requests import held_requests
from app.requests.followup import contacts
from app.requests.models import ResidentRequest

routes = Blueprint("desk_residents", __name__, url_prefix="/desk")
RELEASED = confirmation.sentence("request-released", mark("已放行，成了一件事件。"))
REFUSED = confirmation.sentence("request-refused", mark("已记下：不受理。原因对方能看到。"))
EXAMPLES_KEPT = confirmation.sentence("examples-kept", mark("已保存。"))


class Reason(Command):
    """The reason for reading a contact."""

    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Target(Command):
    """The receiver of a link: `person:<id>` or `unit:<code>`."""

    to: Annotated[str, msgspec.Meta(pattern=whole("(?:person|unit):[^\\n]{1,64}"))]


def _may(act: str) -> tuple[Person, Reach]:
    person, reach = asking()
    permissions.require(reach, act)
    return person, reach


@routes.get("/held")
@identity.signed_in
def held() -> str:
    """List the requests without a code or a proof, which wait for a look."""
    _, reach = _may("review_requests")
    return _held(reach)


def _held(reach: Reach, wrong: dict[str, str] | None = None) -> str:
    return page.render(
        "desk/held",
        held=residents.held(reach, page.language()),
        wrong=wrong or {},
    )


@routes.post("/held/<uuid:which>/<any(release, refuse):what>")
@identity.signed_in
def decide(which: Any, what: str) -> Any:
    """Let it in as a matter, or refuse it with a reason that the resident reads."""
    person, reach = _may("review_requests")
    reason = page.form_body(Reason).reason
    try:
        if what == "release":
            done = held_requests.release(by_web(person), str(which))
        else:
            done = held_requests.refuse(by_web(person), str(which), reason)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _held(reach, {str(which): problem.body(page.language())["errors"][0]["message"]}), 422
    if what == "release" and done.matter:
        return confirmation.after(f"/desk/matters/{done.matter}?view=new", RELEASED)
    return confirmation.after("/desk/held", REFUSED)


@routes.post("/requests/<uuid:which>/contact")
@identity.signed_in
def contact(which: Any) -> str:
    """Show a resident's whole contact, for a reason that is recorded."""
    person, _ = asking()
    row = ResidentRequest.get_or_none(ResidentRequest.id == str(which))
    if row is None:
        raise Problem("not-found")
    return page.render(
        "desk/contact", contact=contacts.unmask(person, row, page.form_body(Reason).reason), one=row
    )


@routes.post("/matters/<uuid:which>/link")
@identity.signed_in
def link(which: Any) -> str:
    """A fresh link to this one matter, with the words it is sent with; shown this once."""
    person, reach = asking()
    row = view.find(reach, str(which))
    target = page.form_body(Target).to
    base = current_app.config["SETTINGS"].public_url
    words, address = matter_contacts.link_words(person, row, target, base, page.language())
    named = next(
        (contact for contact in matter_contacts.contacts_of(row, reach) if contact.target == target), None
    )
    return page.render("desk/link", words=words, address=address, named=named, line=row)


@routes.get("/new")
@identity.signed_in
def new() -> str:
    """The form for somebody who telephones or stands at the counter."""
    _, reach = _may("enter_request")
    return _new(reach, by_telephone.fresh())


def _new(reach: Reach, draft: Draft, problem: dict[str, Any] | None = None) -> str:
    return render_template(
        "desk/new.html",
        draft=draft,
        problem=problem,
        things=choices.things(page.language()),
        listed=named_places.listed(named_places.desks(reach)),
        dial=emergency.numbers_at(by_telephone.office(reach)),
        new=by_telephone.NEW,
    )


@routes.post("/new")
@identity.signed_in
def enter() -> Any:
    """Enter a request; if something must still be chosen, show the form again with everything typed."""
    person, reach = _may("enter_request")
    values = {key: value for key, value in request.form.items() if len(value) <= decode.TEXT_MOST}
    try:
        done = by_telephone.enter(person, reach, values, page.language())
    except Problem as problem:
        if problem.status != 422:
            raise
        return _new(reach, Draft(values), problem.body(page.language())), 422
    if isinstance(done, Draft):
        return _new(reach, done), 422 if done.wrong else 200
    entered = ResidentRequest.get_by_id(done.id)
    return redirect(f"/desk/matters/{entered.matter}?view=new&entered={done.number}", 303)


@routes.get("/examples")
@identity.signed_in
def example_form() -> str:
    """The sentences from which an answer may be started."""
    permissions.require(identity.person(), "edit_examples")
    return _examples(
        {language: "\n".join(answer_examples.listed(language)) for language in answer_examples.LANGUAGES}
    )


def _examples(lists: dict[str, str], problem: dict[str, Any] | None = None) -> str:
    return render_template("desk/examples.html", lists=lists, problem=problem)


@routes.post("/examples")
@identity.signed_in
def keep_examples() -> Any:
    """Store the example sentences for everybody."""
    person = identity.person()
    permissions.require(person, "edit_examples")
    examples = {language: request.form.get(language, "") for language in answer_examples.LANGUAGES}
    try:
        answer_examples.save(person, examples)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _examples(examples, problem.body(page.language())), 422
    return confirmation.after("/desk/examples", EXAMPLES_KEPT)
