"""The page on which an administrator names the units that look after a community."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request

from app.areas.patrons import naming
from app.core.web import confirmation
from app.core.words import mark
from app.people.sign_in import identity

routes = Blueprint("patron_pages", __name__, url_prefix="/admin/patrons")
NAMED = confirmation.sentence("patron-named", mark("记下了。这个单位从下一期起收到报告。"))
ENDED = confirmation.sentence("patron-ended", mark("这个单位不再收到报告。"))


@routes.get("")
@identity.signed_in
def index() -> Any:
    """The units that look after the community in which an area lies; without one, which of those one administers."""
    if not request.args.get("area"):
        every = naming.all_administered(identity.person())
        if len(every) == 1:
            return redirect(f"/admin/patrons?area={every[0][0].code}")
        return render_template("areas/patrons_where.html", areas=every)
    here = naming.administered(identity.person(), naming.nearest(request.args.get("area", "")))
    return render_template(
        "areas/patrons.html",
        here=here,
        units=naming.units_of(here.code),
        choices=naming.choices(here.code),
    )


@routes.post("")
@identity.signed_in
def name() -> Any:
    """One more looks after it."""
    area = request.form.get("area", "")
    naming.name(identity.person(), area, request.form.get("unit", ""))
    return confirmation.after(f"/admin/patrons?area={area}", NAMED)


@routes.post("/end")
@identity.signed_in
def end() -> Any:
    """One looks after it no more."""
    area = request.form.get("area", "")
    naming.end(identity.person(), area, request.form.get("unit", ""))
    return confirmation.after(f"/admin/patrons?area={area}", ENDED)
