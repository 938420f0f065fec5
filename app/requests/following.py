"""A request as its resident sees it: in plain words, and nothing of anybody else."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.core.problems import Problem
from app.matters.models import Matter
from app.people import tokens
from app.requests.models import ResidentRequest


def find(token: str) -> ResidentRequest:
    """The request of a private link; Problem not-found for any other token."""
    found = ResidentRequest.get_or_none(ResidentRequest.token == tokens.digest(token))
    if found is None:
        raise Problem("not-found")
    return found


def shown(request: ResidentRequest, language: str = "zh") -> dict[str, Any]:
    """Plain data for the page and for JSON."""
    matter = Matter.get_or_none(Matter.id == request.matter) if request.matter else None
    return {
        "number": request.number,
        "state": matter.state if matter is not None else "held",
        "words": request.words,
        "received": clock.rfc3339(request.received),
    }
