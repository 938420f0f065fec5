"""Documents that a caller keeps with their tag: asked for again they cost nothing while they are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request


def tagged(tag: str, make: Callable[[], Any]) -> Response:
    """304 where the caller has what this tag names, before anything is worked out; else what `make` returns, as JSON."""
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = jsonify(make())
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-store"  # the phone keeps it, and its tag, by person
    return response
