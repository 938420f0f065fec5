"""The JSON doors of areas: the tree with its shapes, who can be called, and whom to ring."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.areas import serialize
from app.areas.access import readers
from app.areas.access.reach import reach_of
from app.areas.telephones import directory
from app.core.web.tagged import tagged
from app.people.sign_in import identity

routes = Blueprint("areas_api", __name__, url_prefix="/api/v1")


@routes.get("/areas")
def areas() -> Response:
    """GeoJSON within reach; 304 while neither the areas nor the person's posts have changed."""
    reach = readers.reach_by(identity.bearer_secret(), identity.person)
    under = request.args.get("under") or None
    serialize.roots(reach, under)
    tag = serialize.version(reach, under)
    response = tagged(tag, lambda: serialize.collection(reach, under))
    if response.status_code == 200:
        response.content_type = "application/geo+json"
    return response


@routes.get("/units")
def units() -> Response:
    """The units that can be called from the caller's areas; 304 while they are the same."""
    reach = readers.reach_by(identity.bearer_secret(), identity.person)
    return tagged(serialize.units_version(reach), lambda: {"units": serialize.units(reach)})


@routes.get("/telephones")
@identity.signed_in
def numbers() -> Response:
    """The telephone numbers for the caller's own areas, for use without a signal; 304 while they are the same."""
    reach = reach_of(identity.person())
    return tagged(directory.version(reach), lambda: {"telephones": directory.for_phone(reach)})
