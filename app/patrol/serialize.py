"""Patrols and visits as the outside sees them."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.patrol.companions import alongside
from app.patrol.minutes import gaps, intervals
from app.patrol.minutes.compute import Reckoned, reckon
from app.patrol.minutes.minutes_rule import MarkAt
from app.patrol.models import Patrol, Summary, Visit, VisitPlan
from app.people.models import Person


def whole(patrol: Patrol) -> dict[str, Any]:
    """The whole patrol, uncut at midnight, without its track."""
    known = gaps.named(patrol)
    reckoned = reckon(patrol)
    return {
        **brief(patrol, reckoned),
        "gaps": gaps.with_causes(reckoned.gaps, known),
        "explanations": gaps.explanations(known),
        "marks": [_mark(mark) for mark in reckoned.marks],
        "late": _late(patrol),
    }


def own(patrol: Patrol) -> dict[str, Any]:
    """Like `whole`, for its worker: also how a tracker of their own went along, which nobody else is told."""
    return {**whole(patrol), "tracker": alongside.serialize(patrol, reckon(patrol))}


def without_places(patrol: Patrol) -> dict[str, Any]:
    """Like `whole`, for people who lead: whose, when and why, but never where."""
    payload, person = whole(patrol), Person.known(patrol.person_id)
    assert person is not None  # a patrol is of somebody
    return {
        **payload,
        "person_name": person.name,
        "marks": [{**mark, "place": None} for mark in payload["marks"]],
    }


def brief(patrol: Patrol, reckoned: Reckoned | None = None) -> dict[str, Any]:
    """One line of a list: times, seconds by cause, the whole minutes that count, and the seconds told of too early."""
    reckoned = reckoned if reckoned is not None else reckon(patrol)
    return {
        "id": patrol.id,
        "person": patrol.person_id,
        "areas": patrol.areas,
        "started": clock.rfc3339(patrol.started),
        "finished": clock.rfc3339_or_none(patrol.finished),
        "last": clock.rfc3339(reckoned.finished),
        "seconds": reckoned.seconds,
        "minutes": intervals.minutes(intervals.counting(reckoned.spans)),
        "uncounted": intervals.seconds(reckoned.uncounted),
        "fixes": patrol.fixes,
        "purged": clock.rfc3339_or_none(patrol.purged),
        "version": patrol.version,
    }


def visit(row: Visit) -> dict[str, Any]:
    """A visit as its worker and their leads see it."""
    return {
        "id": row.id,
        "person": row.person_id,
        "area": row.area_id,
        "household": row.household,
        "purpose": row.purpose,
        "outcome": row.outcome,
        "text": row.text,
        "started": clock.rfc3339(row.started),
        "ended": clock.rfc3339(row.ended),
        "minutes": row.minutes,
        "uncounted": row.uncounted // clock.SECOND,
        "next": row.next,
        "plan": row.plan,
        "version": row.version,
    }


def plan(row: VisitPlan) -> dict[str, Any]:
    """A planned visit as its worker and their leads see it."""
    return {
        "id": row.id,
        "person": row.person_id,
        "person_name": row.person.name,
        "area": row.area_id,
        "household": row.household,
        "purpose": row.purpose,
        "on": row.on,
        "closed": clock.rfc3339_or_none(row.closed),
        "visit": row.visit,
        "version": row.version,
    }


def _mark(mark: MarkAt) -> dict[str, Any]:
    placed = mark.lat is not None and mark.lon is not None
    return {
        "at": clock.rfc3339(mark.t),
        "area": mark.area,
        "kind": mark.kind,
        "how": mark.how,
        "place": {"lat": mark.lat, "lon": mark.lon} if placed else None,
    }


def _late(patrol: Patrol) -> list[dict[str, Any]]:
    """Chunks that came after the track had been reduced to its summary: computed alone, added, and so marked."""
    if patrol.purged is None:
        return []
    times = ("from", "to", "received")
    return [
        {key: clock.rfc3339(value) if key in times else value for key, value in chunk.items()}
        for chunk in Summary.get_by_id(patrol.id).late
    ]
