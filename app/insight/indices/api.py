"""The JSON door of a community's two indices, with what moved them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.areas.access import readers
from app.core.web import page
from app.core.words import translate
from app.insight import asking, catch_up
from app.insight.indices import parts
from app.insight.indices.parts import Moved, Told
from app.insight.questions import Question
from app.people.sign_in import identity

routes = Blueprint("indices_api", __name__, url_prefix="/api/v1/indices")


@routes.get("")
def indices() -> dict[str, Any]:
    """The indices of one community, its days against the year before them."""
    reach = readers.reach_by(identity.bearer_secret(), identity.person)
    asked = parts.of_community(asking.question(request.args, reach))
    return {
        "area": asked.area,
        "days": _days(asked),
        "past": _days(parts.past_of(asked)),
        "indices": [_serialized(one, page.language()) for one in parts.indices_of(asked, reach)],
        "whole": catch_up.is_whole(),
    }


def _days(asked: Question) -> dict[str, str]:
    return {"from": asked.first.isoformat(), "to": asked.last.isoformat()}


def _serialized(one: Told, language: str) -> dict[str, Any]:
    return {
        "name": one.index.name,
        "title": translate(one.index.words, language),
        "definition": translate(one.index.definition, language),
        "value": one.value,
        "withheld": one.is_withheld,
        "parts": [_part(part, language) for part in one.parts],
    }


def _part(part: Moved, language: str) -> dict[str, Any]:
    return {
        "figure": part.figure.name,
        "title": translate(part.figure.words, language),
        "weight": part.weight,
        "now": part.now.value,
        "past": part.past.value,
        "points": part.points,
        "items": asking.items(part.now),
        "items_past": asking.items(part.past),
    }
