"""The JSON doors of residents: say it, follow it, judge it — without an account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from app.core import page
from app.requests import following, receiving, work
from app.requests.commands import RequestBody
from app.requests.receiving import Came

routes = Blueprint("requests_api", __name__, url_prefix="/api/v1/requests")


@routes.get("/challenge")
def challenge() -> dict[str, Any]:
    """A proof-of-work challenge."""
    return work.challenge(request.remote_addr)


@routes.post("")
def receive() -> Response:
    """A request: 201, or 202 when it is held for a look."""
    done = receiving.receive(page.json_body(RequestBody), Came(request.remote_addr))
    response = jsonify(done.shown())
    response.status_code = 202 if done.held else 201
    return response


@routes.get("/<token>")
def follow(token: str) -> dict[str, Any]:
    """The public life of a request."""
    return following.shown(following.find(token), page.language())
