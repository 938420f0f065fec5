"""The JSON doors of matters: the list, one matter, and what can be reported."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.areas.access import readers
from app.core import decode
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.web.tagged import tagged
from app.matters import categories
from app.matters.queries import lists
from app.matters.views import outside, rows, serialize
from app.people.sign_in import identity

SHAPES = {None: serialize.many_for_person, rows.SHAPE: rows.many_for_person}

routes = Blueprint("matters_api", __name__, url_prefix="/api/v1")


@routes.get("/matters")
def matters() -> dict[str, Any]:
    """List the matters within reach that the query asks for, the newest first; `shape=row` for light ones."""
    reader = readers.reader_by(identity.bearer_secret(), identity.person)
    shape = request.args.get("shape") or None
    if shape not in SHAPES:
        raise Problem("bad-value", ("shape", "not-a-choice"))
    found, cursor = lists.page_of(readers.reach_for(reader), lists.parse_query(request.args.to_dict()))
    matters = [outside.as_read(matter, reader) for matter in SHAPES[shape](found, reader, page.language())]
    return {"matters": matters, "cursor": cursor}


@routes.get("/matters/<matter>")
def matter_by_id(matter: str) -> dict[str, Any]:
    """One matter within reach; 404 otherwise."""
    reader = readers.reader_by(identity.bearer_secret(), identity.person)
    row = lists.find(readers.reach_for(reader), decode.uuid(matter))
    if row is None:
        raise Problem("not-found")
    return outside.as_read(serialize.for_person(row, reader, page.language()), reader)


@routes.get("/categories")
def list_categories() -> Response:
    """List what can be reported: classes and the things in them; 304 while none has changed."""
    readers.reader_by(identity.bearer_secret(), identity.person)
    language = page.language()
    return tagged(categories.version(language), lambda: {"categories": categories.serialize_all(language)})
