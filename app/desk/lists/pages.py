"""The door of a desk's units: what became of its whistles, and those that fit what somebody types."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.areas.access import permissions
from app.core.web import page
from app.desk import times
from app.desk.forms import named_units
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


@routes.get("/units/named")
@identity.signed_in
def named() -> str:
    """The units that fit what was typed into a form's field, to complete it with."""
    _, reach = asking()
    words = request.args.get("lead_named") or request.args.get("to_named") or ""
    return render_template("desk/_named_units.html", found=named_units.completions(reach, words))
