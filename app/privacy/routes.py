"""The office's pages of complaints: what waits for an answer, one of them, answering it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request

from app.core import page
from app.people import door
from app.privacy import attending, commands
from app.privacy.pages import day

routes = Blueprint("privacy_routes", __name__, url_prefix="/complaints/desk")


@routes.get("")
@door.signed_in
def complaints() -> str:
    """Those that wait, the most pressing first; `answered=1` for the others."""
    is_answered = request.args.get("answered") == "1"
    number = request.args.get("page", "0")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
    found = attending.listed(door.person(), is_answered, at)
    return page.render(
        "privacy/desk",
        rows=[attending.shown(one, page.language()) for one in found[: attending.PAGE]],
        is_answered=is_answered,
        more=at + 1 if len(found) > attending.PAGE else 0,
        day=day,
    )


@routes.get("/<number>")
@door.signed_in
def one(number: str) -> str:
    """One complaint and its answer."""
    return _one(number)


def _one(number: str, contact: dict[str, str] | None = None) -> str:
    person = door.person()
    found = attending.find(person, number)
    return page.render(
        "privacy/one",
        it=attending.shown(found, page.language()),
        contact=contact,
        may_answer=found.answered is None and found.person != person.id,
        day=day,
    )


@routes.post("/<number>/answer")
@door.signed_in
def answer(number: str) -> Any:
    """The answer, given once."""
    given = page.form_body(commands.Answer)
    attending.answer(door.person(), number, given.text)
    return _one(number) if page.is_fragment() else redirect(f"/complaints/desk/{number}", 303)


@routes.post("/<number>/contact")
@door.signed_in
def contact(number: str) -> str:
    """Name and number in full, for a reason that is recorded."""
    given = page.form_body(commands.Unmask)
    return _one(number, attending.unmask(door.person(), number, given.reason))
