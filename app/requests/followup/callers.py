"""A desk that is rung up finds what the caller asked for by the whole telephone number, however it is typed."""

from __future__ import annotations

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES
from app.core import telephone, typed
from app.core.problems.problem import Problem
from app.requests import lookup
from app.requests.followup import contacts
from app.requests.models import ResidentRequest

MOST = 50  # requests of one number: the latest


def matters_of(words: str, reach: Reach) -> list[str]:
    """The ids of the matters that somebody with this number asked for and whose contact a desk may see; else none.

    Part of a number finds nobody: who only guesses learns nothing.
    """
    number = _number(words)
    if number is None or not reach.holds(*DESK_ROLES):
        return []
    asked = ResidentRequest.select().where(
        ResidentRequest.phone == number,
        ResidentRequest.matter.is_null(False),
        ResidentRequest.withdrawn.is_null(),
    )
    found = [
        matter.id
        for request in asked.order_by(ResidentRequest.received.desc(), ResidentRequest.id.desc()).limit(MOST)
        if contacts.may_know(reach, request)
        for matter in lookup.matters_of(request)
    ]
    return list(dict.fromkeys(found))


def _number(words: str) -> str | None:
    try:
        return telephone.number(typed.unlabelled(words), "q")
    except Problem:
        return None
