"""A secret is looked up: the link, its matter and what its holder may do there; or the kind word why that is over."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.core import clock
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.links import assignment
from app.links.models import HANDLE, HELP, LOOK, Link
from app.matters.area_staff import Ground
from app.matters.models import RESOLVED, SHELVED, Matter
from app.matters.moves.time_limits import shelve
from app.matters.workflow import confirmers
from app.people import tokens
from app.people.models import Person
from app.people.sign_in import throttle


@dataclass(frozen=True)
class Opened:
    """A link that is good now. `person` is None for a unit."""

    link: Link
    matter: Matter
    person: Person | None
    reach: Reach


def find(secret: str, address: str | None) -> tuple[Link, Matter]:
    """The link, good or over, and its matter; Problem link-unknown when there never was one.

    Only guesses are counted and slowed down: whoever holds a link is not held up by a guesser behind the same address.
    """
    link = Link.get_or_none(Link.id == tokens.digest(secret))
    matter = Matter.get_or_none(Matter.id == link.matter) if link is not None else None
    if link is None or matter is None:
        name, brake = throttle.network(address)
        with throttle.guarded((f"link:{name}", brake)):
            raise Problem("link-unknown")
    return link, matter


def open_link(secret: str, address: str | None) -> Opened:
    """What the link opens now. Problem link-unknown, slow-down, or the reason why it is over (see `over`)."""
    link, matter = find(secret, address)
    why = over(link, matter)
    if why is not None:
        raise Problem(why)
    person = Person.get_by_id(link.person) if link.person is not None else None
    return Opened(link, matter, person, assignment.reach_of_assignee(matter, link.person, link.unit))


def over(link: Link, matter: Matter) -> str | None:
    """The name of the problem for a link that is over; None while it is good. Judged by how the matter stands now."""
    if link.answer is not None:
        return "link-used"
    if link.ended is not None or link.expires <= clock.now():
        return "link-expired"
    if link.person is not None and not Person.get_by_id(link.person).may_sign_in():
        return "link-no-post"
    asked = assignment.purpose_of(matter, link.person, link.unit)
    if link.purpose == LOOK:
        return _look_over(link, matter, asked)
    good = (HANDLE,) if link.purpose == HANDLE else (HANDLE, HELP)
    if asked in good and not (link.purpose == HANDLE and _had_left(link, matter)):
        return None
    return "link-resting" if matter.state == SHELVED else "link-over"


def _look_over(link: Link, matter: Matter, asked: str | None) -> str | None:
    if matter.state != RESOLVED or matter.moved_version != link.round:
        return "link-settled"
    if asked == LOOK:
        return None
    reach = assignment.reach_of_assignee(matter, link.person, None)
    is_still_asked = matter.confirm_turn == "head" and not confirmers.is_mine(matter, reach, Ground())
    return "link-no-post" if is_still_asked else "link-passed"


def _had_left(link: Link, matter: Matter) -> bool:
    """Whether it lay with somebody else in between: coming back is another assignment, with a link of its own."""
    since = Entry.select().where(
        Entry.kind == "matter",
        Entry.subject == matter.id,
        Entry.seq > link.mark,
        Entry.verb != shelve.MOVE.name,
    )
    holders = [entry.body["holder"] for entry in since if (entry.body or {}).get("holder")]
    return any(_other(holder, matter) for holder in holders)


def _other(holder: dict[str, str | None], matter: Matter) -> bool:
    return (holder["desk"], holder["unit"], holder["person"]) != matter.holder()
