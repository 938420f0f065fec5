"""Which persons someone can see, and whom a lead or administrator may act for."""

from __future__ import annotations

from peewee import Expression, ModelSelect, fn

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES, Area, Post
from app.core import clock, telephone, typed
from app.core.problems.problem import Problem
from app.people import names
from app.people.models import Enrolment, Passkey, Person

SHOWN = 4  # last digits that a masked number shows
POST_KINDS = ("grid", "dedicated_grid", "micro_grid", "building")  # where workers and heads have their posts
ABOVE_LEADS = (*DESK_ROLES, "admin")


def visible(reach: Reach) -> ModelSelect:
    """The persons with a post at or below the areas where the caller may list people; for an administrator past posts too.

    An administrator of the top sees those without any post, too.
    """
    roots = {post.area_id for post in reach.posts if post.role in permissions.TABLE["see_people"]}
    admin = {post.area_id for post in reach.posts if post.role == "admin"}
    now = Post.select(Post.person).where(
        Post.area.in_(tree.below(*roots)), Post.ends >= clock.today().isoformat()
    )
    seen = Person.id.in_(now) if roots else Person.id.is_null()
    if admin:
        seen = seen | Person.id.in_(Post.select(Post.person).where(Post.area.in_(tree.below(*admin))))
        if Area.select().where(Area.code.in_(list(admin)), Area.parent.is_null()).exists():
            seen = seen | ~fn.EXISTS(Post.select().where(Post.person == Person.id))
    return Person.select().where(seen)


def not_enrolled(reach: Reach) -> ModelSelect:
    """The visible persons who have not left and cannot sign in yet, those aside whose posts are all over."""
    held = Post.select(Post.person)
    lasting = held.where(Post.ends >= clock.today().isoformat())
    is_needed = Person.id.in_(lasting) | Person.id.not_in(held)
    return visible(reach).where(~can_sign_in(), Person.ended.is_null(), is_needed)


def can_sign_in() -> Expression:
    """The condition for the persons who have chosen a password or have a passkey."""
    return Person.password.is_null(False) | Person.id.in_(Passkey.select(Passkey.person))


def holds_link() -> Expression:
    """The condition for the persons who have a link by which they can set up their account now."""
    is_open = Enrolment.used.is_null() & (Enrolment.expires > clock.now())
    return Person.id.in_(Enrolment.select(Enrolment.person).where(is_open))


def places_below(reach: Reach, act: str) -> list[Area]:
    """The grids, micro-grids and buildings of today in which the caller's posts allow the act, in the order of the tree."""
    roots = permissions.areas_for(reach, act)
    today = clock.today().isoformat()
    rows = Area.select().where(
        Area.code.in_(tree.below(*roots)), Area.kind.in_(POST_KINDS), Area.begins <= today, Area.ends >= today
    )
    return sorted(rows, key=lambda area: (POST_KINDS.index(area.kind), area.code))


def find(reach: Reach, person: str) -> Person:
    """The person, if in reach. Raises Problem not-found otherwise."""
    known = visible(reach).where(Person.id == person).first()
    if known is None:
        raise Problem("not-found")
    return known


def search(reach: Reach, words: str, after: str = "", limit: int = 50) -> list[Person]:
    """Persons in reach by name, staff number or phone, however typed, in the order of names; `after` is a person's id.

    By phone only the four digits that everybody sees of a masked number count, or the whole number: whoever could
    search by more would read what is masked digit by digit.
    """
    query = visible(reach).order_by(Person.name, Person.id).limit(limit)
    word = typed.plain(words)
    if word:
        match = Person.name.contains(word) | (Person.name == word.replace(" ", ""))
        match |= names.staff_no_key().contains(typed.key(word).upper())
        number = telephone.digits(word)
        if number:
            match = match | (
                Person.phone.endswith(number) if len(number) == SHOWN else Person.phone == number
            )
        query = query.where(match)
    if after:
        last = Person.get_or_none(Person.id == after)
        if last is not None:
            query = query.where(
                (Person.name > last.name) | ((Person.name == last.name) & (Person.id > last.id))
            )
    return list(query)


def posts_of(persons: list[Person]) -> dict[str, list[Post]]:
    """The posts of each person, by the person's id; current and future posts first, with their areas loaded."""
    posts: dict[str, list[Post]] = {person.id: [] for person in persons}
    rows = (
        Post.select(Post, Area)
        .join(Area)
        .where(Post.person.in_([person.id for person in persons]))
        .order_by(Post.ends.desc(), Post.begins, Post.id)
    )
    for post in rows:
        posts[post.person_id].append(post)
    return posts


def may(reach: Reach, act: str, person: Person) -> bool:
    """Whether the act may be done for the person.

    Every post of the person that has not ended must lie below a post that allows the act, else a lead could
    come by the powers of a post elsewhere; and only an administrator acts for desks and administrators.
    """
    posts = [post for post in posts_of([person])[person.id] if post.ends >= clock.today().isoformat()]
    if not posts:
        return reach.holds("admin") and "admin" in permissions.TABLE[act]
    allowed = {post.area_id for post in reach.posts if post.role in permissions.TABLE[act]}
    admin = {post.area_id for post in reach.posts if post.role == "admin"}
    return all(
        tree.is_below(post.area_id, frozenset(admin if post.role in ABOVE_LEADS else allowed))
        for post in posts
    )


def require(reach: Reach, act: str, person: str) -> Person:
    """The person, if the act may be done for them. Raises Problem not-found (out of reach) or forbidden."""
    known = find(reach, person)
    if not may(reach, act, known):
        raise Problem("forbidden")
    return known
