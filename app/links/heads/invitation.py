"""Building heads come and go: somebody of the grid asks a neighbour, hands over a link, and thanks them at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.areas import tree
from app.areas.access import permissions, posts
from app.areas.access.reach import Reach
from app.areas.models import Area, Post
from app.core import clock, db
from app.core.problems.problem import Problem
from app.people import names
from app.people.accounts import ending, opening
from app.people.models import NEIGHBOUR_ENROLMENT_LIFE, Person, Session
from app.people.sign_in import enrolment

ROLE = "building_head"
KINDS = ("building", "micro_grid")
GRIDS = ("grid", "dedicated_grid")
ACT = "enrol_head"
LISTED_MOST = 200  # more than that are chosen grid by grid


@dataclass
class Place:
    """A building or micro-grid with the posts of its heads of today."""

    area: Area
    held: list[Post] = field(default_factory=list)
    over: list[Post] = field(default_factory=list)  # of a building: those of the micro-grid around it


def is_only_head(person: Person) -> bool:
    """Whether the person is a building head and nothing else: somebody who is spared a password."""
    rows = Post.select(Post.role).where(Post.person == person, Post.ends >= clock.today().isoformat())
    return {role for (role,) in rows.tuples()} == {ROLE}


def roots(reach: Reach) -> frozenset[str]:
    """The areas below which the person may invite building heads."""
    return frozenset(post.area_id for post in reach.posts if post.role in permissions.TABLE[ACT])


def grids(reach: Reach) -> list[Area]:
    """The grids below one's posts, by name."""
    return _areas(roots(reach), GRIDS)


def places(reach: Reach, under: str | None = None) -> list[Place] | None:
    """Buildings and micro-grids below one's posts, or below `under`, with their heads; None where they are too many.

    Problem not-found for an area out of reach.
    """
    if under is not None:
        require(reach, under)
    below = roots(reach) if under is None else frozenset({under})
    by_code = {area.code: Place(area) for area in _areas(below, KINDS)}
    if under is None and len(by_code) > LISTED_MOST:
        return None
    for post in _held(list(by_code)):
        by_code[post.area_id].held.append(post)
    for entry in by_code.values():
        around = by_code.get(entry.area.parent_id or "")
        entry.over = around.held if around is not None else []
    return list(by_code.values())


def place(reach: Reach, code: str) -> Place:
    """One building or micro-grid with its heads; Problem not-found out of reach or for another kind of area."""
    area = require(reach, code)
    if area.kind not in KINDS:
        raise Problem("not-found")
    return Place(area, _held([code]))


def require(reach: Reach, code: str) -> Area:
    """The area, where one may ask heads in; Problem not-found otherwise, forbidden where one may see it only."""
    area = Area.get_or_none(Area.code == code)
    if area is None or not reach.sees_area(code):
        raise Problem("not-found")
    permissions.require(reach, ACT, code)
    return area


def _areas(below: frozenset[str], kinds: tuple[str, ...]) -> list[Area]:
    day = clock.today().isoformat()
    rows = Area.select().where(
        Area.code.in_(tree.below(*below)), Area.kind.in_(kinds), Area.begins <= day, Area.ends >= day
    )
    return sorted(rows, key=_order)


def _order(area: Area) -> tuple[str, bool, tuple[int, str]]:
    """A micro-grid before its buildings, 10幢 after 9幢."""
    is_around = area.kind == "micro_grid"
    return (area.code if is_around else area.parent_id or ""), not is_around, _natural(area.name)


def _natural(name: str) -> tuple[int, str]:
    digits = "".join(sign for sign in name if sign.isdigit())
    return int(digits[:9] or 0), name


def _held(codes: list[str]) -> list[Post]:
    day, posts = clock.today().isoformat(), []
    for start in range(0, len(codes), 500):
        rows = (
            Post.select(Post, Person)
            .join(Person)
            .where(Post.area.in_(codes[start : start + 500]), Post.role == ROLE, Post.ends >= day)
            .where(Person.ended.is_null())
            .order_by(Post.begins, Post.id)
        )
        posts += list(rows)
    return posts


def is_here(person: Person) -> bool:
    """Whether the head is signed in on a phone."""
    live = Session.select().where(
        Session.person == person, Session.ended.is_null(), Session.expires > clock.now()
    )
    return live.exists()


def ask_in(
    by: Person, reach: Reach, code: str, name: str, phone: str, instead_of: str | None = None
) -> tuple[Person, str]:
    """The head of this place from today, and the secret of a one-time link; `instead_of`: the post that ends with it.

    Problems: not-found, forbidden, bad-value (a number that belongs to somebody who is more than a neighbour here).
    """
    known_as, number = names.name(name), names.phone(phone)
    with db.transaction():
        where = place(reach, code)
        person = Person.get_or_none(Person.phone == number)
        if person is None:
            person = opening.add(by, known_as, phone=number)
        else:
            _require_neighbour(reach, person, known_as)
            ending.enable(by, person)
        if person.id not in [post.person_id for post in where.held]:
            posts.give(by, person, ROLE, code)
        if instead_of is not None:
            end(by, reach, code, instead_of)
        return person, enrolment.make(by, Person.get_by_id(person.id), NEIGHBOUR_ENROLMENT_LIFE)


def _require_neighbour(reach: Reach, person: Person, name: str) -> None:
    """Whoever holds or held another post, has a post out of reach, was shut out while in post, or has another name is
    not taken for this one: a link would open that account."""
    own = roots(reach)
    rows = list(Post.select().where(Post.person == person))
    held = [post for post in rows if post.ends >= clock.today().isoformat()]
    is_other = any(post.role != ROLE for post in rows)
    is_elsewhere = any(not tree.is_below(post.area_id, own) for post in held)
    is_shut_out = bool(held) and not person.may_sign_in()
    if is_other or is_elsewhere or is_shut_out or not rows or person.name != name:
        raise Problem("bad-value", ("phone", "taken"))


def link(by: Person, reach: Reach, code: str, post: str) -> tuple[Person, str]:
    """A fresh one-time link for a head, say for another phone; Problem not-found, forbidden."""
    person = _held_post(reach, code, post).person
    _require_neighbour(reach, person, person.name)
    return person, enrolment.make(by, person, NEIGHBOUR_ENROLMENT_LIFE)


def end(by: Person, reach: Reach, code: str, post: str) -> None:
    """The post was held until yesterday; whoever holds no other has left, and their number is forgotten in time.

    Problem not-found, forbidden.
    """
    row = _held_post(reach, code, post)
    with db.transaction():
        posts.end(by, row)
        left = Post.select().where(Post.person == row.person_id, Post.ends >= clock.today().isoformat())
        if not left.exists():
            ending.disable(by, row.person)


def _held_post(reach: Reach, code: str, post: str) -> Post:
    row = next((held for held in place(reach, code).held if held.id == post), None)
    if row is None:
        raise Problem("not-found")
    return row
