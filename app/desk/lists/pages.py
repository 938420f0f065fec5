"""The door of a desk's page of units: what became of its whistles."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.areas.access import permissions
from app.core.web import page
from app.desk import times
from app.desk.lists import unit_results
from app.desk.pages import asking
from app.people.sign_in import identity

routes = Blueprint("desk_units", __name__, url_prefix="/desk")


@routes.get("/units")
@identity.signed_in
def units() -> str:
    """What became of the whistles within reach, unit by unit."""
    _, reach = asking()
    permissions.require(reach, "enter_request")
    language = page.language()
    return render_template(
        "desk/units.html",
        results=unit_results.results(reach),
        length=lambda span: "–" if span is None else times.length(span, language),
    )
