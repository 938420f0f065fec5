"""What a person can see: own post areas and all below, and for a handler the unit's matters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.areas import history, tree
from app.areas.models import DESK_ROLES, LEAD_ROLES, Absence, Post
from app.core import clock
from app.core.remembered import remembered
from app.people.models import Person

# role → the kind of term by which something can wait for whoever holds it (app/matters/workflow/asks.py)
TERMS = {
    "building_head": "head",
    **dict.fromkeys(DESK_ROLES, "desk"),
    **dict.fromkeys(LEAD_ROLES, "lead"),
}


@dataclass(frozen=True)
class Reach:
    """The posts a person holds on a day, and the areas and units they open."""

    person: str
    posts: tuple[Post, ...]
    stands_for: frozenset[str] = frozenset()  # the absent persons for whom this one stands in

    @property
    def roots(self) -> frozenset[str]:
        """The areas whose posts open everything below them; a handler's post opens only the unit's matters."""
        return frozenset(post.area_id for post in self.posts if post.role != "handler")

    @property
    def areas(self) -> frozenset[str]:
        """The areas whose own data (names, shapes) the person may read: the areas of all posts."""
        return frozenset(post.area_id for post in self.posts)

    @property
    def units(self) -> frozenset[str]:
        """The units the person acts for."""
        return frozenset(post.unit_id for post in self.posts if post.role == "handler" and post.unit_id)

    @property
    def terms(self) -> frozenset[str]:
        """The terms by which something waits for this person: one of their own and of each they stand in for, and at most one a post.

        By which terms a person finds what is within reach stands in app/matters/queries/walks.py.
        """
        person = {f"person:{id}" for id in (self.person, *self.stands_for) if id}
        posts = {f"{TERMS[post.role]}:{post.area_id}" for post in self.posts if post.role in TERMS}
        return frozenset(person | posts | {f"unit:{unit}" for unit in self.units})

    @property
    def asked_as(self) -> dict[str, tuple[str, ...]]:
        """The terms as kind → codes, in order."""
        codes: dict[str, list[str]] = {}
        for term in sorted(self.terms):
            kind, _, code = term.partition(":")
            codes.setdefault(kind, []).append(code)
        return {kind: tuple(found) for kind, found in codes.items()}

    def holds(self, *roles: str) -> bool:
        """Whether one of the posts has one of the roles."""
        return any(post.role in roles for post in self.posts)

    def roles_over(self, code: str) -> frozenset[str]:
        """The roles held at the area itself or anywhere above it."""
        above = set(tree.chain(code))
        return frozenset(post.role for post in self.posts if post.area_id in above)

    def roles_at(self, code: str) -> frozenset[str]:
        """The roles held at exactly this area."""
        return frozenset(post.role for post in self.posts if post.area_id == code)

    def sees_area(self, code: str) -> bool:
        """Whether the area lies in reach."""
        return tree.is_below(code, self.roots)


def reach_of(person: Person | str, at: int | None = None) -> Reach:
    """The reach of a person now, or at `at` (epoch ms)."""
    day = (clock.date_of(at) if at is not None else clock.today()).isoformat()
    return _reach_on(str(person if isinstance(person, str) else person.id), day)


@remembered
def _reach_on(who: str, day: str) -> Reach:
    posts = (
        Post.select()
        .where(Post.person == who, Post.begins <= day, Post.ends >= day)
        .order_by(Post.begins, Post.id)
    )
    absent = Absence.select(Absence.person).where(
        Absence.substitute == who, Absence.begins <= day, Absence.ends >= day
    )
    return Reach(who, tuple(posts), frozenset(row.person for row in absent))


def reach_then_or_now(person: Person | str, at: int) -> Reach:
    """The reach for facts: posts held when it happened (`at`, epoch ms) together with those held now.

    What lay below a post then and has come to lie elsewhere since, by a reorganisation, is in it too; and a post that such
    a one ended counts for as long as a phone may not have heard of it.
    """
    now, then = reach_of(person), reach_of(person, at)
    day = clock.date_of(at)
    posts = then.posts + _ended_unheard(now.person, day.isoformat())
    known = {post.id for post in now.posts}
    before = tuple(post for post in posts if post.id not in known)
    return Reach(now.person, now.posts + before + _moved_since(posts, day), now.stands_for | then.stands_for)


@remembered
def _ended_unheard(who: str, day: str) -> tuple[Post, ...]:
    """The posts at areas that others took over from, which ended some days before that day at most."""
    since = (dt.date.fromisoformat(day) - dt.timedelta(days=history.UNHEARD)).isoformat()
    ended = (
        Post.select()
        .where(Post.person == who, Post.ends < day, Post.ends >= since)
        .order_by(Post.begins, Post.id)
    )
    return tuple(post for post in ended if history.successors(post.area_id))


def _moved_since(posts: tuple[Post, ...], day: dt.date) -> tuple[Post, ...]:
    """The posts as they would be where what they were held over lies today."""
    return tuple(
        Post(
            id=f"{post.id}:{code}",
            person=post.person_id,
            area=code,
            role=post.role,
            unit=post.unit_id,
            begins=post.begins,
            ends=post.ends,
        )
        for post in posts
        for code in history.now_of(post.area_id, min(day, dt.date.fromisoformat(post.ends)))
    )
