"""Requests that came without a code or a proof wait for a look by the desk: let in, or refused with a reason."""

from __future__ import annotations

from peewee import ModelSelect

from app.areas import tree
from app.areas.access.reach import Reach, reach_of
from app.areas.models import DESK_ROLES, FIELD_ROLES
from app.core import clock, db, decode
from app.core.problems.catalogue import BY_ONESELF
from app.core.problems.problem import Problem
from app.ledger.act import Act
from app.ledger.record import record
from app.people.models import Person
from app.requests.followup import contacts
from app.requests.models import ResidentRequest
from app.requests.submission import admission


def waiting(reach: Reach) -> list[ResidentRequest]:
    """The held requests that a desk in this reach may release, the oldest first."""
    return list(_waiting(reach).order_by(ResidentRequest.received, ResidentRequest.id))


def count_waiting(reach: Reach) -> int:
    """How many those are."""
    return int(_waiting(reach).count())


def _waiting(reach: Reach) -> ModelSelect:
    desks = [post.area_id for post in reach.posts if post.role in DESK_ROLES]
    return ResidentRequest.select().where(
        ResidentRequest.held.is_null(False),
        ResidentRequest.released.is_null(),
        ResidentRequest.refused.is_null(),
        ResidentRequest.withdrawn.is_null(),
        tree.lies_below(ResidentRequest.area, desks),
    )


def may_see(person: Person, request: str) -> bool:
    """Whether the person may see a request's photos: a desk while it is held, then staff who may read its matter."""
    reach = reach_of(person)
    if _waiting(reach).where(ResidentRequest.id == request).exists():
        return True
    row = ResidentRequest.get_or_none(ResidentRequest.id == request)
    if row is None or row.matter is None or not reach.holds(*FIELD_ROLES, *DESK_ROLES):
        return False
    return contacts.may_see(person, row)


def area_of(request: str) -> str | None:
    """Where a request belongs, for the line on its photos."""
    row = ResidentRequest.get_or_none(ResidentRequest.id == request)
    return row.area if row is not None else None


def release(act: Act, id: str) -> ResidentRequest:
    """Let it in: it becomes a matter under its own number. Problems not-found, stale (somebody decided already)."""
    with db.transaction():
        request = _find(act, id)
        request.released, request.released_by = clock.now(), _by(act)
        admission.admit(request)
        _record(act, request, "release")
        return request


def refuse(act: Act, id: str, reason: str) -> ResidentRequest:
    """Not taken up; the resident's link says so, with the reason. Problems bad-value, not-found, stale."""
    reason = reason.strip()
    if not reason:
        raise Problem("bad-value", ("reason", "needs-reason"))
    if len(reason) > 500:
        raise Problem("bad-value", ("reason", "too-long", {"most": 500}))
    with db.transaction():
        request = _find(act, id)
        request.refused, request.refused_by, request.refused_reason = clock.now(), _by(act), reason
        request.save()
        _record(act, request, "refuse", reason)
        return request


def _by(act: Act) -> str | None:
    return act.person.id if act.person is not None else None


def _find(act: Act, id: str) -> ResidentRequest:
    if not decode.UUID_FORM.fullmatch(id):
        raise Problem("not-found")
    reach = act.reach_now()
    row = _waiting(reach).where(ResidentRequest.id == id).first()
    if row is not None:
        return row
    desks = [post.area_id for post in reach.posts if post.role in DESK_ROLES]
    decided = ResidentRequest.select().where(
        ResidentRequest.id == id,
        ResidentRequest.held.is_null(False),
        tree.lies_below(ResidentRequest.area, desks),
    )
    earlier = decided.first()
    if earlier is None:
        raise Problem("not-found")
    is_own = _by(act) in (earlier.released_by, earlier.refused_by)
    raise Problem("stale", sentence=BY_ONESELF if is_own else None)


def _record(act: Act, request: ResidentRequest, verb: str, text: str | None = None) -> None:
    record(
        act, "request", request.id, verb, text=text, photos=(),
        body={"number": request.number, "matter": request.matter}, area=request.area,
    )  # fmt: skip
