"""The JSON door of storms: which there are, and who has not been reached by area."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core import decode
from app.people.sign_in import identity
from app.storms import serialize

routes = Blueprint("storms_api", __name__, url_prefix="/api/v1/storms")


@routes.get("")
@identity.signed_in
def storms() -> dict[str, Any]:
    """Those within reach, the lasting ones first."""
    reach = reach_of(identity.person())
    permissions.require(reach, "see_storms")
    return {"storms": [serialize.storm(row) for row in serialize.storms_for(reach)]}


@routes.get("/<storm>")
@identity.signed_in
def one_storm(storm: str) -> dict[str, Any]:
    """One of them with its areas; 404 where it is not within reach."""
    reach = reach_of(identity.person())
    permissions.require(reach, "see_storms")
    found = serialize.find(reach, decode.uuid(storm))
    return {**serialize.storm(found), "lists": serialize.progress(found, reach)}
