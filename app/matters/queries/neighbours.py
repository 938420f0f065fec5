"""Building heads are neighbours: handlers and residents learn that somebody in the building confirmed, never who."""

from __future__ import annotations

from collections.abc import Iterable

from app.areas.access.reach import Reach
from app.areas.models import Post
from app.core import clock
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.matters.models import Matter

CHUNK = 500


def among(people: Iterable[str]) -> set[str]:
    """Those who hold a building head's post and no other, or hold none now and held no other before."""
    wanted, day = sorted(people), clock.today().isoformat()
    ever: dict[str, set[str]] = {}
    now: dict[str, set[str]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Post.select(Post.person, Post.role, Post.ends)
        for person, role, ends in rows.where(Post.person.in_(wanted[start : start + CHUNK])).tuples():
            ever.setdefault(person, set()).add(role)
            if ends >= day:
                now.setdefault(person, set()).add(role)
    return {person for person, roles in ever.items() if now.get(person, roles) == {"building_head"}}


def is_by_one(entry: Entry, heads: set[str]) -> bool:
    """Whether somebody did this as a neighbour: a building head, or whoever answered when it was a head's turn."""
    return entry.by is not None and (entry.by in heads or (entry.body or {}).get("turn") == "head")


def may_know(reach: Reach, matter: Matter, ground: Ground) -> bool:
    """Whether somebody with this reach may know who: whoever does more at the place than handle."""
    near = ground.near(matter.area, matter.level)
    return any(post.role != "handler" and post.area_id in near for post in reach.posts)
