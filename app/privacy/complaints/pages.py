"""The office's pages of complaints: what waits for an answer, one of them, answering it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.core.web import confirmation, page
from app.core.words import mark
from app.people.sign_in import identity
from app.privacy import commands
from app.privacy.complaints import answers
from app.privacy.pages import day

routes = Blueprint("privacy_routes", __name__, url_prefix="/complaints/desk")
ANSWERED = confirmation.sentence("complaint-answered", mark("已答复，对方能看到。"))


@routes.get("")
@identity.signed_in
def complaints() -> str:
    """Those that wait, the most pressing first; `answered=1` for the others."""
    is_answered = request.args.get("answered") == "1"
    number = request.args.get("page", "0")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
    page_of_rows = answers.listed(identity.person(), is_answered, at)
    return page.render(
        "privacy/desk",
        rows=[answers.for_office(row, page.language()) for row in page_of_rows[: answers.PAGE]],
        is_answered=is_answered,
        more=at + 1 if len(page_of_rows) > answers.PAGE else 0,
        day=day,
    )


@routes.get("/<number>")
@identity.signed_in
def complaint(number: str) -> str:
    """One complaint and its answer."""
    return _one(number)


def _one(number: str, contact: dict[str, str] | None = None) -> str:
    person = identity.person()
    row = answers.find(person, number)
    return page.render(
        "privacy/one",
        it=answers.for_office(row, page.language()),
        contact=contact,
        may_answer=row.answered is None and row.person != person.id,
        day=day,
    )


@routes.post("/<number>/answer")
@identity.signed_in
def answer(number: str) -> Any:
    """The answer, given once."""
    payload = page.form_body(commands.Answer)
    answers.answer(identity.person(), number, payload.text)
    return confirmation.after(f"/complaints/desk/{number}", ANSWERED, lambda: _one(number))


@routes.post("/<number>/contact")
@identity.signed_in
def contact(number: str) -> str:
    """Name and number in full, for a reason that is recorded."""
    payload = page.form_body(commands.Unmask)
    return _one(number, answers.unmask(identity.person(), number, payload.reason))
