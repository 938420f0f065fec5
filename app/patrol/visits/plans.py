"""Planned visits: made for a day, agreed as the next time of another, closed by the next visit to the same door."""

from __future__ import annotations

from app.areas.access import permissions
from app.areas.models import Area
from app.core import db, decode, ids
from app.core.problems.problem import Deferred, Problem
from app.ledger import record as ledger
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.patrol.commands import PlanBody, UnplanBody
from app.patrol.models import Visit, VisitPlan
from app.patrol.rounds.recording import field_posts
from app.people.models import Person


def plan(act: Act, body: PlanBody) -> Outcome:
    """Plan a visit on a day. Raises Problem exists, no-post, unknown-area or bad-value."""
    decode.date(body.on, "on")
    if not body.purpose.strip():
        raise Problem("bad-value", ("purpose", "missing"))
    with db.transaction():
        if VisitPlan.get_or_none(VisitPlan.id == body.plan) is not None:
            raise Problem("exists")
        reach = field_posts(act, "visit")
        if Area.get_or_none(Area.code == body.area) is None or not reach.sees_area(body.area):
            raise Problem("unknown-area", ("area", "not-here"))
        seq = _create(act, body.plan, body.area, door(body.household), body.purpose.strip(), body.on, act.at)
    return Outcome("plan", body.plan, seq)


def unplan(act: Act, body: UnplanBody) -> Outcome:
    """Drop a plan. Raises Deferred if it is unknown or not the caller's; Problem not-open once it is closed."""
    with db.transaction():
        row = VisitPlan.get_or_none(VisitPlan.id == body.plan)
        if row is None or not _may_drop(act, row):
            raise Deferred
        if row.closed is not None:
            raise Problem("not-open")
        entry = ledger.record(act, "plan", row.id, "unplan", area=row.area_id)
        _close(row, entry.seq, act.received, None)
    return Outcome("plan", row.id, entry.seq)


def agree(act: Act, visit: Visit) -> None:
    """The next time that was agreed on a visit, as a plan under the visit's id; inside the caller's transaction."""
    if visit.next is None:
        return
    if VisitPlan.get_or_none(VisitPlan.id == visit.id) is not None:
        raise Problem("exists")
    _create(act, visit.id, visit.area_id, visit.household, visit.purpose, visit.next, visit.started)


def close_by(act: Act, visit: Visit) -> None:
    """Close the plan that the visit names and every earlier one for the same door; inside the caller's transaction.

    Whoever of us went there went there. A plan that is out of reach or not here yet does not hold up the visit.
    """
    reach = act.reach_for_facts()
    named = VisitPlan.get_or_none(VisitPlan.id == visit.plan) if visit.plan is not None else None
    is_theirs = named is not None and (named.person_id == visit.person_id or reach.sees_area(named.area_id))
    same = (VisitPlan.area == visit.area_id) & _same_door(visit.household) & (VisitPlan.since < visit.started)
    waiting = VisitPlan.select().where(
        VisitPlan.closed.is_null(), same | (VisitPlan.id == visit.plan) if is_theirs else same
    )
    for row in list(waiting):
        entry = ledger.record(
            act, "plan", row.id, "kept", photos=(), body={"visit": visit.id}, area=row.area_id
        )
        _close(row, entry.seq, act.received, visit.id)


def hand_to(act: Act, plan: VisitPlan, successor: Person) -> None:
    """Somebody leaves, inside the caller's transaction: the plan is gone from their phone, and the successor has one like it.

    A visit to the door that closes the one closes the other, also one that a phone without signal still holds.
    """
    fields = {"from": plan.person_id, "to": [f"person:{successor.id}"], "as": ids.uuid7()}
    entry = ledger.record(act, "plan", plan.id, "handed_to", photos=(), body=fields, area=plan.area_id)
    _close(plan, entry.seq, act.received, None)
    VisitPlan.create(
        id=fields["as"], person=successor, area=plan.area_id, household=plan.household, purpose=plan.purpose, on=plan.on,
        since=plan.since, seq=ledger.record(
            act, "plan", str(fields["as"]), "plan", photos=(), body={"on": plan.on, "purpose": plan.purpose}, area=plan.area_id
        ).seq,
    )  # fmt: skip


def door(household: str | None) -> str | None:
    """The key by which doors are compared; None if no household is named."""
    return (household or "").strip() or None


def _create(
    act: Act, id: str, area: str, household: str | None, purpose: str, on: str, since: int
) -> int:  # fmt: skip
    """Write the plan; closed at once where a later visit to the door has arrived before it."""
    entry = ledger.record(act, "plan", id, "plan", photos=(), body={"on": on, "purpose": purpose}, area=area)
    row = VisitPlan.create(
        id=id, person=act.person, area=area, household=household, purpose=purpose, on=on, since=since, seq=entry.seq
    )  # fmt: skip
    same_door = (Visit.household == household) if household is not None else Visit.household.is_null()
    named = (Visit.plan == id) & (Visit.person == act.person)
    later = Visit.select().where((Visit.area == area) & same_door & (Visit.started > since) | named).first()
    if later is not None:
        _close(row, entry.seq, act.received, later.id)
    return int(entry.seq)


def _same_door(household: str | None):
    return (VisitPlan.household == household) if household is not None else VisitPlan.household.is_null()


def _may_drop(act: Act, plan: VisitPlan) -> bool:
    if act.person is not None and plan.person_id == act.person.id:
        return True
    return permissions.may(act.reach_now(), "lead_errands", plan.area_id)


def _close(plan: VisitPlan, seq: int, at: int, visit: str | None) -> None:
    plan.closed, plan.visit, plan.seq, plan.version = at, visit, seq, plan.version + 1
    plan.save()
