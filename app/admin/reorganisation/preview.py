"""What a reorganisation would move: people, open matters, posters, rosters, heads, patrols under way, other systems."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import fn

from app.admin.reorganisation import agreements
from app.admin.reorganisation.plans import Plan
from app.areas.models import Area, DutyTurn, Post
from app.core import clock
from app.matters import terms
from app.matters.terms import MatterTerm
from app.patrol.models import Patrol, PatrolArea
from app.people.models import Person
from app.requests.models import Poster


@dataclass(frozen=True)
class Holder:
    """Somebody whose post lies in an area that ends, and where it goes on."""

    post: str
    person: str
    name: str
    role: str
    area: str
    goes_to: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """How much would change hands; counts are of today."""

    people: tuple[Holder, ...]
    heads: int  # building heads below what ends or moves: they keep their post
    matters: int  # open, in what ends or moves
    posters: int
    rosters: int
    patrols: int  # under way in what ends
    agreements: int  # sources, linked platforms and reading keys of what ends

    def counts(self) -> dict[str, int]:
        """By kind."""
        return {
            "people": len({holder.post for holder in self.people}),
            "told": len({holder.person for holder in self.people}), "heads": self.heads, "matters": self.matters,
            "posters": self.posters, "rosters": self.rosters, "patrols": self.patrols, "agreements": self.agreements,
        }  # fmt: skip


def preview(plan: Plan, day: str) -> Preview:
    """What would move if it came into force now."""
    ended = list(plan.end)
    return Preview(
        tuple(_people(plan, day)),
        Post.select()
        .where(Post.role == "building_head", Post.area.in_([*plan.move, *ended]), Post.ends >= day)
        .count(),
        open_matters(plan),
        Poster.select().where(Poster.area.in_(ended), Poster.ended.is_null()).count(),
        DutyTurn.select().where(DutyTurn.area.in_(ended), DutyTurn.ends > f"{day} 00:00").count(),
        _walking(ended),
        len(agreements.standing_in(plan)),
    )


def open_matters(plan: Plan) -> int:
    """How many open matters lie in what ends or moves."""
    named = [f"area:{code}" for code in plan.touched]
    found = MatterTerm.select(fn.COUNT(fn.DISTINCT(MatterTerm.matter))).where(
        MatterTerm.term.in_(named), MatterTerm.list == terms.OPEN_ONES
    )
    return int(found.scalar() or 0)


def posts_in(plan: Plan, day: str) -> list[Post]:
    """The posts held on that day or later at an area that ends."""
    return list(
        Post.select()
        .where(Post.area.in_(list(plan.end)), Post.ends >= day)
        .order_by(Post.area, Post.role, Post.begins, Post.id)
    )


def _people(plan: Plan, day: str) -> list[Holder]:
    found = posts_in(plan, day)
    names = dict(
        Person.select(Person.id, Person.name)
        .where(Person.id.in_([post.person_id for post in found]))
        .tuples()
    )
    return [
        Holder(
            post.id,
            post.person_id,
            names[post.person_id],
            post.role,
            post.area_id,
            plan.posts.get(post.id, plan.end[post.area_id]),
            plan.end[post.area_id],
        )
        for post in found
    ]


def _walking(ended: list[str]) -> int:
    since = clock.now() - clock.DAY
    under_way = Patrol.select(Patrol.id).where(Patrol.finished.is_null(), Patrol.started > since)
    return int(
        PatrolArea.select().where(PatrolArea.area.in_(ended), PatrolArea.patrol.in_(under_way)).count()
    )


def names_of(plan: Plan) -> dict[str, str]:
    """The names of every area in it, by code."""
    codes = {
        *plan.touched,
        *plan.move.values(),
        *(new.parent for new in plan.begin),
        *(heir for heirs in plan.end.values() for heir in heirs),
        *(code for one in agreements.standing_in(plan) for code in one.choices),
    }
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(list(codes))).tuples())
    return names | {new.code: new.name for new in plan.begin}
