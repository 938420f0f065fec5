"""Who asked: masked everywhere, shown whole only with a reason that is kept."""

from __future__ import annotations

from app.areas.access.reach import Reach, reach_of
from app.areas.models import DESK_ROLES, FIELD_ROLES
from app.core import db
from app.core.problems.problem import Problem
from app.ledger.act import by_web
from app.ledger.record import record
from app.matters.models import Matter
from app.matters.queries import lists
from app.people.models import Person
from app.requests.followup import requesters
from app.requests.masking import mask_name, mask_phone, masked
from app.requests.models import ResidentRequest

__all__ = ["mask_name", "mask_phone", "masked", "may_know", "may_see", "of_matter", "unmask"]
REASON_MOST = 500


def unmask(person: Person, request: ResidentRequest, reason: str) -> dict[str, str | None]:
    """The whole contact; who looked and why is kept.

    Problems: bad-value without a reason, not-found out of reach, forbidden for heads and handlers, gone once deleted.
    """
    reason = reason.strip()
    if not reason:
        raise Problem("bad-value", ("reason", "needs-reason"))
    if len(reason) > REASON_MOST:
        raise Problem("bad-value", ("reason", "too-long", {"most": REASON_MOST}))
    if not may_see(person, request):
        raise Problem("not-found")
    if not reach_of(person).holds(*FIELD_ROLES, *DESK_ROLES):
        raise Problem("forbidden")
    if request.contact_deleted is not None:
        raise Problem("gone")
    with db.transaction():
        body = {"reason": reason, "number": request.number, "matter": request.matter}
        record(by_web(person), "request", request.id, "unmask", photos=(), body=body, area=request.area)
    return {"name": request.name, "phone": request.phone}


def may_see(person: Person, request: ResidentRequest) -> bool:
    """Whether the request's matter (or the held request itself) is within reach, and its reporter may be known."""
    return may_know(reach_of(person), request)


def may_know(reach: Reach, request: ResidentRequest) -> bool:
    """`may_see` for a reach."""
    if request.matter is None:
        return bool(reach.roles_over(request.area).intersection(DESK_ROLES))
    reading = lists.visible(reach).where(Matter.id == request.matter)
    if request.confidential:
        reading = reading.where(lists.may_hear(reach))
    return reading.exists()


def of_matter(matter: str) -> list[ResidentRequest]:
    """Everybody who asks for the matter, also through one that was merged into it; the first one first."""
    return requesters.requests_of(matter)
