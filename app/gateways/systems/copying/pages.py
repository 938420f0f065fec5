"""The page from which a matter is copied into another system's form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core.problems.problem import Problem
from app.core.web import page
from app.gateways.systems.copying import forms
from app.matters.queries import lists
from app.people.sign_in import identity

routes = Blueprint("systems_copying", __name__, url_prefix="/desk")


@routes.get("/matters/<uuid:which>/as/<code>")
@identity.signed_in
def copy(which: Any, code: str) -> str:
    """A matter within reach in the order of the system's fields, with its photos ready to be taken along."""
    reach = reach_of(identity.person())
    permissions.require(reach, "desk")
    matter = lists.find(reach, str(which))
    if matter is None:
        raise Problem("not-found")
    system = forms.find(matter, code)
    return render_template(
        "gateways/systems/copy.html",
        matter=matter,
        system=system,
        filled=forms.filled(system, matter, page.language()),
    )
