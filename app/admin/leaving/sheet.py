"""离岗交接: the sheet of what somebody who leaves still has, and the one act that gives all of it to a successor."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.duty import absences
from app.areas.models import FOREVER, Post
from app.core import clock, db
from app.core.problems.problem import Problem
from app.ledger.act import Act
from app.matters.models import OPEN, Matter
from app.matters.moves.passing_on import hand_on
from app.matters.moves.step import Step
from app.matters.queries import walks
from app.matters.queries.alike import Judge
from app.matters.queries.walks import Walk
from app.matters.terms import TO_DO
from app.patrol.errands import steps
from app.patrol.errands import table as errand_table
from app.patrol.models import Errand
from app.people import events
from app.people.models import Person

MOST = 500  # matters and errands of one act; whoever has more is handed on in two


@dataclass(frozen=True)
class Held:
    """What somebody has: open matters that lie with them, and errands with the papers in their hands."""

    matters: list[Matter]
    errands: list[Errand]


def held_by(person: Person) -> Held:
    """What the person has now, the most urgent first."""
    errands = (
        Errand.select()
        .where(Errand.person == person, Errand.state.in_(errand_table.OPEN))
        .order_by(Errand.taken, Errand.id)
        .limit(MOST)
    )
    return Held(_matters(person), list(errands))


def _matters(person: Person) -> list[Matter]:
    reach = Reach(person.id, ())
    judge = Judge(
        reach, "held by oneself",
        lambda holes, _: (Matter.holder_person == holes.person) & Matter.state.in_(OPEN),
    )  # fmt: skip
    walk = Walk((f"person:{person.id}",), (TO_DO,))
    return [matter for matter, _ in walks.page([walk], judge, None, MOST, is_falling=False)]


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


def hand_over(by: Person, person: Person, successor: str) -> tuple[int, int]:
    """Give everything to the successor; how many matters and errands. Asked again there is nothing left.

    Problem bad-value for somebody who may not have it.
    """
    if successor not in {one.id for one in successors(person)}:
        raise Problem("bad-value", ("successor", "not-a-successor"))
    with db.transaction():
        held, act, heir = held_by(person), Act(by, clock.now()), Person.get_by_id(successor)
        for matter in held.matters:
            step = Step(act, matter, hand_on.MOVE.name)
            hand_on.give_to_successor(step, person.id, successor)
            step.finish()
        for errand in held.errands:
            steps.hand_to(act, errand, heir)
        if held.matters or held.errands:
            body = {"to": successor, "matters": len(held.matters), "errands": len(held.errands)}
            events.note(by, "person", person.id, "handed_on", body=body)
    return len(held.matters), len(held.errands)
