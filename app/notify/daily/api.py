"""The JSON door of the digest, for whatever else may tell the neighbours."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.areas.access import readers
from app.areas.models import Unit
from app.notify.daily import asking, telling
from app.notify.daily.telling import Number
from app.people.sign_in import identity

routes = Blueprint("daily_api", __name__, url_prefix="/api/v1/daily")


@routes.get("")
def digest() -> dict[str, Any]:
    """The digest of an area or unit: its text as it is pasted, and its numbers; null: below five, or not told."""
    reach = readers.reach_by(identity.bearer_secret(), identity.person)
    whose, days = asking.subject(request.args, reach), asking.days(request.args)
    digested = telling.of_unit(whose, days) if isinstance(whose, Unit) else telling.of_area(whose, days)
    return {
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "told_of": digested.told_of,
        "text": digested.text,
        "came": _number(digested.came),
        "done": _number(digested.done),
        "open": _number(digested.open),
        "board": list(digested.pairs),
    }


def _number(of: Number | None) -> dict[str, Any]:
    return {"count": None, "things": []} if of is None else {"count": of.count, "things": list(of.things)}
