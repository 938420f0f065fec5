"""The doors of another system that comes back by its key: it answers, asks, and hands over in its own words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from app.core import decode
from app.core.problems.problem import Problem
from app.core.web import page
from app.gateways.systems import handing_over, keys, pulling, returns
from app.gateways.systems.models import System
from app.gateways.systems.outgoing import visits

routes = Blueprint("systems_api", __name__, url_prefix="/api/v1/systems")
ANSWERS_MOST = 100


@routes.post("/<code>/answers")
def answer(code: str) -> dict[str, Any]:
    """What became of matters there: one object in the system's words, or a list of them with a line for each."""
    system = _system(code)
    payload = _json()
    if isinstance(payload, dict):
        return {"results": [_take(system, payload)]}
    if not isinstance(payload, list) or not 1 <= len(payload) <= ANSWERS_MOST:
        raise Problem("bad-value", ("", "too-many", {"most": ANSWERS_MOST}))
    return {"results": [_taken_or_refused(system, one) for one in payload]}


@routes.get("/<code>/matters")
def matters(code: str) -> dict[str, Any]:
    """What changed since the cursor, in the system's words."""
    return pulling.since(_system(code), request.args.get("since", ""), request.args.get("limit", ""))


@routes.get("/<code>/visits")
def told_visits(code: str) -> dict[str, Any]:
    """Visits after the cursor, in the system's words, where it was agreed that it is told of them."""
    return visits.since(_system(code), request.args.get("since", ""), request.args.get("limit", ""))


@routes.post("/<code>/matters")
def hand_over(code: str) -> Response:
    """A matter in the system's words: 201 where it is new here, 200 where it was filed with an open one."""
    system, payload = _system(code), _json()
    if not isinstance(payload, dict):
        raise Problem("bad-value", ("", "wrong-type"))
    dry_run = request.args.get("dry_run", "0")
    if dry_run not in ("0", "1"):
        raise Problem("bad-value", ("dry_run", "not-a-choice"))
    if dry_run == "1":
        became, matter = handing_over.outcome_of(system, payload)
        return jsonify(
            {"dry_run": True, "would": became, "number": matter.number if matter is not None else None}
        )
    taken = handing_over.take(system, payload)
    response = jsonify(taken.serialize())
    response.status_code = 201 if taken.is_new else 200
    return response


def _system(code: str) -> System:
    return keys.require(request.headers.get("Authorization", ""), code)


def _json() -> Any:
    if request.mimetype != "application/json":
        raise Problem("not-json")
    return decode.loads(request.get_data())


def _take(system: System, payload: dict[str, Any]) -> dict[str, Any]:
    became, matter = returns.take(system, payload)
    return {"status": became, "number": matter.number, "matter": matter.id}


def _taken_or_refused(system: System, payload: Any) -> dict[str, Any]:
    try:
        if not isinstance(payload, dict):
            raise Problem("bad-value", ("", "wrong-type"))
        return _take(system, payload)
    except Problem as problem:
        return {"status": "refused", "problem": problem.body(page.language())}
