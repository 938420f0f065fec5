"""离岗交接: the sheet of what somebody who leaves still has, and the one act that gives all of it to a successor."""

from __future__ import annotations

from dataclasses import dataclass

from app.admin.leaving.held import Held, held_by
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.duty import absences
from app.areas.models import FOREVER, Post
from app.core import clock, db
from app.core.problems.problem import Problem
from app.ledger.act import Act
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.moves.passing_on import hand_on
from app.matters.moves.step import Step
from app.patrol.errands import steps
from app.patrol.visits import plans
from app.people import events
from app.people.models import Person


def posts_of(person: Person) -> list[Post]:
    """The person's own posts in the field and at desks that are held now, else those that ended last."""
    today = clock.today().isoformat()
    now = absences.covered_posts(person.id, today, today)
    if now:
        return now
    ended = absences.covered_posts(person.id, "0001-01-01", FOREVER)
    last = max((post.ends for post in ended), default="")
    return [post for post in ended if post.ends == last]


def may_hand_on(reach: Reach, person: Person) -> bool:
    """Whether the reader leads or administers every place of whoever leaves; nobody hands on what is their own."""
    found = posts_of(person)
    return (
        reach.person != person.id
        and bool(found)
        and all(permissions.may(reach, "enter_absence", post.area_id) for post in found)
    )


def successors(person: Person) -> list[Person]:
    """Who may have it then: colleagues with a post of their own now, one level around the person's."""
    today = clock.today().isoformat()
    return absences.colleagues(posts_of(person), person.id, today, today)


@dataclass(frozen=True)
class Handed:
    """What went to whom when it was last handed on."""

    to: str
    name: str
    at: int
    matters: int
    errands: int
    plans: int


def last_handed(person: Person) -> Handed | None:
    """Of what the person once had."""
    entries = Entry.select().where(
        Entry.kind == "person", Entry.subject == person.id, Entry.verb == "handed_on"
    )
    entry = entries.order_by(Entry.seq.desc()).first()
    if entry is None:
        return None
    body, heir = entry.body, Person.known(entry.body["to"])
    return Handed(
        body["to"], heir.name if heir else "", entry.received,
        body["matters"], body["errands"], body.get("plans", 0),
    )  # fmt: skip


def hand_over(by: Person, person: Person, successor: str) -> tuple[int, int]:
    """Give everything to the successor; how many matters and errands. Asked again there is nothing left.

    Problem bad-value for somebody who may not have it, and where nobody is named.
    """
    if not successor:
        raise Problem("bad-value", ("successor", "needs-successor"))
    if successor not in {one.id for one in successors(person)}:
        raise Problem("bad-value", ("successor", "not-a-successor"))
    with db.transaction():
        held, act, heir = held_by(person), Act(by, clock.now()), Person.get_by_id(successor)
        for matter in held.every_matter:
            _hand_on_matter(act, matter, person.id, successor, held)
        for errand in held.errands:
            steps.hand_to(act, errand, heir)
        for plan in held.plans:
            plans.hand_to(act, plan, heir)
        if not held.is_empty():
            body = {
                "to": successor, "matters": len(held.every_matter), "errands": len(held.errands),
                "plans": len(held.plans),
            }  # fmt: skip
            events.note(by, "person", person.id, "handed_on", body=body)
    return len(held.every_matter), len(held.errands)


def _hand_on_matter(act: Act, matter: Matter, leaver: str, successor: str, held: Held) -> None:
    """One entry for each way in which the matter has to do with whoever leaves."""
    ways = (
        (held.matters, hand_on.give_to_successor), (held.shelved, hand_on.keep_for_successor),
        (held.supported, hand_on.support_by_successor), (held.to_confirm, hand_on.pass_turn_on),
    )  # fmt: skip
    for matters, give in ways:
        if any(one.id == matter.id for one in matters):
            step = Step(act, Matter.get_by_id(matter.id), hand_on.MOVE.name)
            give(step, leaver, successor)
            step.finish()
