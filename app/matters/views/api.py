"""The JSON doors of matters: the list, one matter, and what can be reported."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.areas.access.reach import reach_of
from app.core import decode
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.web.tagged import tagged
from app.matters import categories
from app.matters.queries import lists
from app.matters.views import rows, serialize
from app.people.sign_in import identity

SHAPES = {None: serialize.many_for_person, rows.SHAPE: rows.many_for_person}

routes = Blueprint("matters_api", __name__, url_prefix="/api/v1")


@routes.get("/matters")
@identity.signed_in
def matters() -> dict[str, Any]:
    """List the matters within reach that the query asks for, the newest first; `shape=row` for light ones."""
    person = identity.person()
    shape = request.args.get("shape") or None
    if shape not in SHAPES:
        raise Problem("bad-value", ("shape", "not-a-choice"))
    found, cursor = lists.page(person, lists.parse_query(request.args.to_dict()))
    return {"matters": SHAPES[shape](found, person, page.language()), "cursor": cursor}


@routes.get("/matters/<matter>")
@identity.signed_in
def matter_by_id(matter: str) -> dict[str, Any]:
    """One matter within reach; 404 otherwise."""
    person = identity.person()
    row = lists.find(reach_of(person), decode.uuid(matter))
    if row is None:
        raise Problem("not-found")
    return serialize.for_person(row, person, page.language())


@routes.get("/categories")
@identity.signed_in
def list_categories() -> Response:
    """List what can be reported: classes and the things in them; 304 while none has changed."""
    language = page.language()
    return tagged(categories.version(language), lambda: {"categories": categories.serialize_all(language)})
