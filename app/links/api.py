"""Links over JSON: whom a matter asks something of, and a ready text with a link for one of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app

from app.areas.access.reach import reach_of
from app.core import decode
from app.core.problems.problem import Problem
from app.core.web import page
from app.links import assignment, creation, recipients
from app.links.commands import Send
from app.matters.models import Matter
from app.matters.queries import lists
from app.people.sign_in import identity

routes = Blueprint("links_api", __name__, url_prefix="/api/v1/matters")


def _matter(matter: str) -> Matter:
    row = lists.find(reach_of(identity.person()), decode.uuid(matter))
    if row is None:
        raise Problem("not-found")
    return row


@routes.get("/<matter>/links")
@identity.signed_in
def list_recipients(matter: str) -> dict[str, Any]:
    """The persons and units a link could be sent to now, each with a number to ring."""
    row, reach = _matter(matter), reach_of(identity.person())
    if not creation.may_make(row, reach):
        raise Problem("forbidden")
    return {"to": [target.serialize() for target in recipients.targets(row, reach)]}


@routes.post("/<matter>/links")
@identity.signed_in
def make(matter: str) -> tuple[dict[str, Any], int]:
    """A fresh link for a person or unit and the text to send it with; it is shown this once."""
    row, payload = _matter(matter), page.json_body(Send)
    kind, _, code = payload.to.partition(":")
    if kind not in ("person", "unit") or not code:
        raise Problem("bad-value", ("to", "not-a-choice"))
    person, unit = (code, None) if kind == "person" else (None, code)
    secret = creation.make(identity.person(), row, person=person, unit=unit)
    link = f"{current_app.config['SETTINGS'].public_url}/m/{secret}"
    purpose = assignment.purpose_of(row, person, unit) or "handle"
    return {"link": link, "text": creation.ready_text(row, link, page.language(), purpose)}, 201
