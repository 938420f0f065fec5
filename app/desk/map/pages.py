"""The door of the desk's map: the page with the list beside it, and what stands on the map."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask import make_response as reply_of

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.core.web import page
from app.desk.lists import frame, listing, rows
from app.desk.map import points
from app.desk.pages import asking
from app.maps.ground import Ground, ground_of
from app.people.sign_in import identity
from app.requests.posters import on_map

routes = Blueprint("desk_map", __name__, url_prefix="/desk/map")


def _ground(reach: Reach) -> Ground:
    return ground_of(current_app.config["SETTINGS"], reach)


@routes.get("")
@identity.signed_in
def map_page() -> Response:
    """The list of a view, by the same query as at the desk, and the map beside it."""
    _, reach = asking()
    ground, drawn = _ground(reach), frame.frame_of(reach, request.args, page.language(), "")
    drawn["lines"] = rows.lines(  # what presses too, where it stands in the list and not above it
        listing.page(reach, *frame.asked_for(reach, request.args)).rows, reach, page.language()
    )
    answer = reply_of(
        render_template(
            "desk/map.html",
            ground=ground,
            base="/desk/map",
            may_posters=permissions.may(reach, "make_posters"),
            **drawn,
        )
    )
    answer.headers["Content-Security-Policy"] = ground.policy
    return answer


@routes.get("/points")
@identity.signed_in
def map_points() -> Response:
    """The matters of the list, each where its area lies, and the outlines of the areas."""
    _, reach = asking()
    view, asked = frame.asked_for(reach, request.args)
    ground = _ground(reach)
    found = points.collection(reach, view, asked, ground, page.language())
    answer = jsonify({**found, "areas": points.outlines_of(reach, ground)})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@routes.get("/posters")
@identity.signed_in
def map_posters() -> Response:
    """The posters within reach, where their buildings stand."""
    _, reach = asking()
    permissions.require(reach, "make_posters")
    answer = jsonify(on_map.collection(permissions.areas_for(reach, "make_posters"), _ground(reach)))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
