"""The doors of a matter on paper: the work order and the evidence sheet, printed on A4."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint, current_app, render_template

from app.core.decode import Command
from app.core.patterns import whole
from app.core.web import page
from app.desk import times
from app.desk.matter import papers, view
from app.desk.pages import asking
from app.people.sign_in import identity

routes = Blueprint("desk_papers", __name__, url_prefix="/desk")


class Receiver(Command):
    """For whom an order is printed: `person:<id>` or `unit:<code>`."""

    to: Annotated[str, msgspec.Meta(pattern=whole("(?:person|unit):[^\\n]{1,64}"))]


@routes.post("/matters/<uuid:which>/order")
@identity.signed_in
def order(which: Any) -> str:
    """The work order for whoever holds it, supports it or was called, with a fresh link to scan."""
    person, reach = asking()
    row = view.find(reach, str(which))
    base = current_app.config["SETTINGS"].public_url
    values = papers.order(person, row, page.form_body(Receiver).to, base, page.language())
    return render_template("desk/paper_order.html", moment=times.moment_of, **values)


@routes.get("/matters/<uuid:which>/evidence")
@identity.signed_in
def evidence(which: Any) -> str:
    """The evidence sheet, for an authority to which the case goes."""
    person, reach = asking()
    row = view.find(reach, str(which))
    values = papers.evidence(person, row, page.language())
    return render_template("desk/paper_evidence.html", moment=times.moment_of, **values)
