"""The JSON door of places: those of one's own grids."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.core.web import page
from app.people.sign_in import identity
from app.places import due

routes = Blueprint("places_api", __name__, url_prefix="/api/v1/me/places")


@routes.get("")
@identity.signed_in
def my_places() -> dict[str, Any]:
    """The places of the caller's own grids, what is due first, with the checklists of their kinds."""
    return due.places_of(identity.person(), page.language())
