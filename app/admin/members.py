"""Whoever has a post at a unit, as the unit's page lists them: also those who are stationed in a community for a while."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.access import people_reach
from app.areas.access.reach import Reach
from app.areas.models import FOREVER, Area, Post
from app.core import clock
from app.people.models import Person

MOST = 100


@dataclass(frozen=True)
class Member:
    """One post at the unit, of today or to come."""

    person: str  # the id, where the reader may open the person's page; else empty
    name: str
    station: str  # the area in which the person is stationed, where that is another than the unit's
    begins: str  # ISO day where it lies ahead, else empty
    ends: str  # the last day, empty for an open end
    is_enrolled: bool


def members_of(unit: str, area: str, reach: Reach) -> list[Member]:
    """The members by name; those who have left are none."""
    today = clock.today().isoformat()
    rows = (
        Post.select(Post, Person, Area)
        .join_from(Post, Person)
        .join_from(Post, Area)
        .where(Post.unit == unit, Post.ends >= today, Person.ended.is_null())
        .order_by(Person.name, Person.id, Post.begins)
        .limit(MOST)
    )
    posts = list(rows)
    ids = [post.person_id for post in posts]
    shown = {row.id for row in people_reach.visible(reach).where(Person.id.in_(ids))}
    enrolled = {
        row.id for row in Person.select(Person.id).where(Person.id.in_(ids), people_reach.can_sign_in())
    }
    return [
        Member(
            post.person_id if post.person_id in shown else "",
            post.person.name,
            post.area.name if post.area_id != area else "",
            post.begins if post.begins > today else "",
            "" if post.ends >= FOREVER else post.ends,
            post.person_id in enrolled,
        )
        for post in posts
    ]
