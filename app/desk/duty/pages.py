"""The door of duty: who is on duty at which desk and unit, the week, and the hours that nobody covers."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.duty import roster
from app.core.web import page
from app.desk import times
from app.desk.duty import offices
from app.people.sign_in import identity

routes = Blueprint("duty_pages", __name__, url_prefix="/duty")


@routes.get("/")
@identity.signed_in
def index() -> str:
    """Every desk and unit with a roster that the reader's posts show."""
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, "see_duty")
    language = page.language()
    return render_template(
        "desk/duty/index.html",
        lines=offices.lines(reach, language),
        may_set=permissions.may(reach, "administer"),
        may_hand_over=bool(reach.asked_as.get("desk")),
        may_see_storms=permissions.may(reach, "see_storms"),
        may_desk=permissions.may(reach, "desk"),
        moment=lambda text: times.moment(roster.moment(text), language),
    )
