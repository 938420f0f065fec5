"""The JSON doors of matters: the list, one matter, and what can be reported."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.core import decode, page
from app.core.problems import Problem
from app.matters import categories, queues, showing
from app.matters.models import Matter
from app.people import door

routes = Blueprint("matters_api", __name__, url_prefix="/api/v1")


@routes.get("/matters")
@door.signed_in
def matters() -> dict[str, Any]:
    """Those within reach that the query asks for, the newest first."""
    person = door.person()
    rows, cursor = queues.page(person, queues.read(request.args.to_dict()))
    return {"matters": showing.shown_many(rows, person, page.language()), "cursor": cursor}


@routes.get("/matters/<matter>")
@door.signed_in
def one(matter: str) -> dict[str, Any]:
    """One matter within reach; 404 otherwise."""
    person = door.person()
    found = queues.visible(person).where(Matter.id == decode.uuid(matter)).first()
    if found is None:
        raise Problem("not-found")
    return showing.shown(found, person, page.language())


@routes.get("/categories")
@door.signed_in
def what() -> dict[str, Any]:
    """What can be reported: classes and the things in them."""
    return {"categories": categories.all_shown(page.language())}
