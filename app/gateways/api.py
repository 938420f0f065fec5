"""The door of other systems that hand matters over, by a key of their own."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from app.core.problems.problem import Problem
from app.core.web import page
from app.gateways import intake, keys
from app.gateways.commands import IntakeBody

routes = Blueprint("gateways_api", __name__)


@routes.post("/api/v1/intake")
def take() -> Response:
    """A matter: 201 where it is new here, 200 where it was filed with an open one; `?dry_run=1` only says which."""
    source = keys.require(request.headers.get("Authorization", ""))
    keys.note_use(source)
    body = page.json_body(IntakeBody)
    dry_run = request.args.get("dry_run", "0")
    if dry_run not in (
        "0",
        "1",
    ):  # whoever means a dry run and writes it otherwise must not find a matter made
        raise Problem("bad-value", ("dry_run", "not-a-choice"))
    if dry_run == "1":
        became, matter = intake.outcome_of(source, body)
        return jsonify(
            {"dry_run": True, "would": became, "number": matter.number if matter is not None else None}
        )
    taken = intake.take(source, body)
    response = jsonify(taken.serialize())
    response.status_code = 201 if taken.is_new else 200
    return response
