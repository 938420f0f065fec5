"""The office's pages of complaints: what waits for an answer, one of them, answering it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request

from app.core.web import page
from app.people.sign_in import identity
from app.privacy import commands
from app.privacy.complaints import answers
from app.privacy.pages import day

routes = Blueprint("privacy_routes", __name__, url_prefix="/complaints/desk")


@routes.get("")
@identity.signed_in
def complaints() -> str:
    """Those that wait, the most pressing first; `answered=1` for the others."""
    is_answered = request.args.get("answered") == "1"
    number = request.args.get("page", "0")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
    found = answers.listed(identity.person(), is_answered, at)
    return page.render(
        "privacy/desk",
        rows=[answers.shown(one, page.language()) for one in found[: answers.PAGE]],
        is_answered=is_answered,
        more=at + 1 if len(found) > answers.PAGE else 0,
        day=day,
    )


@routes.get("/<number>")
@identity.signed_in
def one(number: str) -> str:
    """One complaint and its answer."""
    return _one(number)


def _one(number: str, contact: dict[str, str] | None = None) -> str:
    person = identity.person()
    found = answers.find(person, number)
    return page.render(
        "privacy/one",
        it=answers.shown(found, page.language()),
        contact=contact,
        may_answer=found.answered is None and found.person != person.id,
        day=day,
    )


@routes.post("/<number>/answer")
@identity.signed_in
def answer(number: str) -> Any:
    """The answer, given once."""
    given = page.form_body(commands.Answer)
    answers.answer(identity.person(), number, given.text)
    return _one(number) if page.is_fragment() else redirect(f"/complaints/desk/{number}", 303)


@routes.post("/<number>/contact")
@identity.signed_in
def contact(number: str) -> str:
    """Name and number in full, for a reason that is recorded."""
    given = page.form_body(commands.Unmask)
    return _one(number, answers.unmask(identity.person(), number, given.reason))
