"""Who may see whose patrols and visits, and the record of every look at another's track."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of, reach_then_or_now
from app.core import clock, db
from app.core.problems.problem import Problem
from app.ledger import record
from app.ledger.act import by_web
from app.patrol.models import Patrol, PatrolArea, TrackView, Visit
from app.people.models import Person

LOOKS_SHOWN = 200
ANY = permissions.TABLE["see_tracks"]


def find(person: Person, patrol: str) -> Patrol:
    """The patrol if it is the person's own or covers an area they lead; Problem not-found."""
    known = Patrol.get_or_none(Patrol.id == patrol)
    if known is None or not may_see(person, known):
        raise Problem("not-found")
    return known


def may_see(person: Person, patrol: Patrol) -> bool:
    """Whether the patrol is the person's own or covers an area they lead."""
    if patrol.person_id == person.id:
        return True
    reach = reach_of(person)
    return any(permissions.may(reach, "see_tracks", code) for code in patrol.areas)


def may_see_by_id(person: Person, patrol: str) -> bool:
    """`may_see` for photos of a patrol's marks."""
    known = Patrol.get_or_none(Patrol.id == patrol)
    return known is not None and may_see(person, known)


def may_see_visit(person: Person, visit: str) -> bool:
    """Whether the visit is the person's own or lies in an area they lead."""
    return visible_visits(person).where(Visit.id == visit).exists()


def led(reach: Reach, roles: tuple[str, ...] = ANY) -> list[str]:
    """The areas under which the posts open other people's patrols."""
    return sorted({post.area_id for post in reach.posts if post.role in roles})


def visible(person: Person, only_own: bool = False, roles: tuple[str, ...] = ANY) -> ModelSelect:
    """A query of the patrols the person may see: their own, and those their posts in `roles` open."""
    return patrols_of(person.id, [] if only_own else led(reach_of(person), roles))


def patrols_of(person: Any, areas: Sequence[Any]) -> ModelSelect:
    """A query of the patrols of somebody who leads these areas."""
    own = Patrol.person == person
    if not areas:
        return Patrol.select().where(own)
    covered = PatrolArea.select(PatrolArea.patrol).where(PatrolArea.area.in_(tree.below(*areas)))
    return Patrol.select().where(own | Patrol.id.in_(covered))


def visible_visits(person: Person, roles: tuple[str, ...] = ANY) -> ModelSelect:
    """A query of the visits the person may see: their own, and those in areas their posts in `roles` open."""
    return visits_of(person.id, led(reach_of(person), roles))


def visits_of(person: Any, areas: Sequence[Any]) -> ModelSelect:
    """A query of the visits of somebody who leads these areas."""
    own = Visit.person == person
    return Visit.select().where(own | Visit.area.in_(tree.below(*areas)) if areas else own)


def may_see_day(person: Person, worker: str, at: int) -> bool:
    """Whether the person leads an area in which the worker held a field post then or holds one now."""
    if worker == person.id:
        return True
    reach = reach_of(person)
    posts = reach_then_or_now(worker, at).posts
    fields = {post.area_id for post in posts if post.role in permissions.TABLE["walk"]}
    return any(permissions.may(reach, "see_tracks", code) for code in fields)


def note(person: Person, patrol: Patrol, kind: str) -> None:
    """Record a look (`what`: summary, gpx or geojson) unless it is the owner's."""
    if patrol.person_id == person.id:
        return
    with db.transaction():
        TrackView.create(patrol=patrol, owner=patrol.person_id, viewer=person, what=kind)
        record.record(by_web(person), "patrol", patrol.id, "look", body={"what": kind}, area=patrol.areas[0])


def at_tracks_of(person: Person) -> list[dict[str, Any]]:
    """Who looked at the person's patrols, the latest first."""
    rows = (
        TrackView.select(TrackView, Person)
        .join(Person, on=(TrackView.viewer == Person.id))
        .where(TrackView.owner == person.id)
        .order_by(TrackView.id.desc())
        .limit(LOOKS_SHOWN)
    )
    return [
        {
            "patrol": row.patrol_id,
            "by": {"id": row.viewer.id, "name": row.viewer.name},
            "what": row.what,
            "at": clock.rfc3339(row.at),
        }
        for row in rows
    ]
