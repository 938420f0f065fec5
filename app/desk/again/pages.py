"""The door of what somebody wants to look at again: the mark is set or moved, and taken away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from htmx_flask import make_response

from app.core.problems.problem import Problem
from app.core.web import page
from app.desk.again import looks
from app.desk.lists import address
from app.desk.matter import view
from app.desk.pages import asking, render_matter
from app.people.sign_in import identity

routes = Blueprint("desk_again", __name__, url_prefix="/desk/matters")


@routes.post("/<uuid:which>/again")
@identity.signed_in
def look_again(which: Any) -> Any:
    """Look at the matter again at that moment."""
    person, reach = asking()
    row = view.find(reach, str(which))
    try:
        at = looks.moment_of(request.form.get("choice", "")[:20], request.form.get("at", "")[:40])
        looks.look_again(person, row.id, at)
    except Problem as problem:
        if problem.status != 422:
            raise
        payload = problem.body(page.language())
        opened = view.opened(person, row.id, page.language())
        return render_matter(reach, opened, {**payload, "wrong": payload["errors"][0]["message"]}), 422
    return _after(row.id)


@routes.post("/<uuid:which>/again/done")
@identity.signed_in
def looked(which: Any) -> Any:
    """It was looked at: the mark goes."""
    person, reach = asking()
    row = view.find(reach, str(which))
    looks.end(person, row.id)
    return _after(row.id)


def _after(matter: str) -> Any:
    """The matter as it stands now, and the list beside it anew."""
    person, reach = asking()
    if not page.is_fragment():
        return redirect(f"/desk/matters/{matter}?{address.query(request.args)}", 303)
    part = render_matter(reach, view.opened(person, matter, page.language()))
    return make_response(part, trigger="desk-moved")
