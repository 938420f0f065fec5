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
OTHERS_MOST = 12  # of their other matters


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


def others_of(reach: Reach, requests: list[ResidentRequest]) -> list[str]:
    """The ids of what else those who made these requests asked for by the same number, the latest first, for a desk that may know.

    Known only while the number is: it is deleted `contact_days` after the end, and with it whose it was.
    """
    own = {matter.id for request in requests for matter in lookup.matters_of(request)}
    numbers = dict.fromkeys(
        request.phone for request in requests if request.phone and contacts.may_know(reach, request)
    )
    found = dict.fromkeys(matter for number in numbers for matter in matters_of(number, reach))
    return [matter for matter in found if matter not in own][:OTHERS_MOST]


def _number(words: str) -> str | None:
    try:
        return telephone.number(typed.unlabelled(words), "q")
    except Problem:
        return None
