"""The phone's door: a batch of ops in, what changed out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, request
from flask.wrappers import Response

from app.areas.access import readers
from app.core.problems.problem import Problem
from app.core.web import page, thin
from app.people.sign_in import identity
from app.sync import changes
from app.sync.batch import exchange
from app.sync.openapi import document

PATH = "/api/v1/sync"
routes = Blueprint("sync", __name__)


@routes.post(PATH)
def sync() -> Response:
    """One batch of whoever is signed in: a result for every op, after all of them are durable."""
    person, token = identity.syncing()
    if request.mimetype != "application/json":
        raise Problem("not-json")
    return jsonify(exchange.answer(person, token, request.get_data(), page.language()))


@thin.door("POST", PATH, PATH, kind="application/json", writes=True)
def sync_by_token(asked: thin.Asked) -> tuple[int, dict[str, Any]]:
    """The same for the holder of a sync token, as phones send it."""
    person, token = identity.holder_of(asked.secret)
    return 200, exchange.answer(person, token, asked.whole, asked.language)


@routes.get("/api/v1/changes")
def changed() -> Response:
    """What changed within the caller's reach since their cursor."""
    arguments = request.args
    return jsonify(
        changes.since(
            readers.reader_by(identity.bearer_secret(), identity.person),
            arguments.get("since", ""),
            arguments.get("limit", ""),
            page.language(),
        )
    )


@routes.get("/api/v1/openapi.json")
def described() -> Response:
    """The API in its own words, from the types that decode it."""
    return jsonify(document.document(current_app.config["VERSION"]))
