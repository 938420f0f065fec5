"""What somebody has and owes: matters and parts of matters, turns to say whether it is done, errands, planned visits, and days promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import Value, fn

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.duty import absences, roster
from app.areas.duty.roster import Office
from app.areas.models import DESK_ROLES, FOREVER, Absence, Post
from app.core import clock
from app.matters.models import OPEN, RESOLVED, SHELVED, Matter, Support
from app.matters.queries import walks
from app.matters.queries.alike import Judge
from app.matters.queries.walks import Walk
from app.matters.terms import PUT_OFF, TO_DO, MatterTerm
from app.patrol.errands import table as errand_table
from app.patrol.models import Errand, VisitPlan
from app.people.models import Person

MOST = 500  # matters and errands of one act; whoever has more is handed on in two


@dataclass(frozen=True)
class Held:
    """What goes to a successor: open matters that lie with the person, also once they are taken up again; matters in which they
    support others, or are asked whether it is done; errands with the papers in their hands; planned visits.

    `turns` on the roster and `substitutions` (days on which the person has promised to stand in) are said, and go to nobody by
    themselves: who stands in for them is for whoever makes the roster, or leads whoever is absent.
    """

    matters: list[Matter]
    shelved: list[Matter]
    supported: list[Matter]
    to_confirm: list[Matter]
    errands: list[Errand]
    plans: list[VisitPlan]
    turns: int
    substitutions: int

    @property
    def every_matter(self) -> list[Matter]:
        """Each that has to do with the person, once."""
        found = [*self.matters, *self.shelved, *self.supported, *self.to_confirm]
        return list({matter.id: matter for matter in found}.values())

    def is_empty(self) -> bool:
        """Whether there is nothing to hand on."""
        return not (self.every_matter or self.errands or self.plans)


def held_by(person: Person) -> Held:
    """What the person has now, the most urgent first."""
    matters = _named(person)
    supported = {row.matter for row in Support.select().where(_parts(person.id))} if matters else set()
    errands = Errand.select().where(Errand.person == person, Errand.state.in_(errand_table.OPEN))
    plans = VisitPlan.select().where(VisitPlan.person == person, VisitPlan.closed.is_null())
    return Held(
        [matter for matter in matters if matter.holder_person == person.id],
        _shelved(person),
        [matter for matter in matters if matter.id in supported],
        [matter for matter in matters if _is_asked(matter, person)],
        list(errands.order_by(Errand.taken, Errand.id).limit(MOST)),
        list(plans.order_by(VisitPlan.on, VisitPlan.id).limit(MOST)),
        _turns(person),
        _substitutions(person),
    )


def _parts(person: Any) -> Any:
    return (Support.kind == "person") & (Support.code == person) & (Support.state == "open")


def _is_asked(matter: Matter, person: Person) -> bool:
    return (matter.state, matter.confirm_turn, matter.finder) == (RESOLVED, "finder", person.id)


def _named(person: Person) -> list[Matter]:
    """The open matters that name the person as one of whom something is wanted."""

    def wanted(holes: Any, _: Any) -> Any:
        part = Support.select(Value(1)).where(Support.matter == Matter.id, _parts(holes.person))
        is_asked = (
            (Matter.state == RESOLVED) & (Matter.confirm_turn == "finder") & (Matter.finder == holes.person)
        )
        return Matter.state.in_(OPEN) & ((Matter.holder_person == holes.person) | is_asked | fn.EXISTS(part))

    judge = Judge(Reach(person.id, ()), "held, supported or to be confirmed by oneself", wanted)
    walk = Walk((f"person:{person.id}",), (TO_DO,))
    return [matter for matter, _ in walks.page([walk], judge, None, MOST, is_falling=False)]


def _shelved(person: Person) -> list[Matter]:
    """What comes back to the person once it is taken up again: of all that rests in the city, a few at a time."""
    tops = {tree.chain(post.area_id)[-1] for post in Post.select(Post.area).where(Post.person == person)}
    resting = MatterTerm.select(MatterTerm.matter).where(
        MatterTerm.term.in_([f"area:{code}" for code in tops] or [""]), MatterTerm.list == PUT_OFF
    )
    rows = Matter.select(Matter.id, Matter.shelved_from).where(Matter.id.in_(resting))
    kept = [id for id, was in rows.tuples() if was and was.get("person") == person.id]
    found = Matter.select().where(Matter.id.in_(kept[:MOST] or [""]), Matter.state == SHELVED)
    return list(found.order_by(Matter.shelved_until, Matter.id))


def _turns(person: Person) -> int:
    """How many turns of the roster that are not over name the person."""
    today = clock.today().isoformat()
    posts = absences.covered_posts(person.id, today, FOREVER)
    offices = {Office("unit", post.unit_id) for post in posts if post.role == "handler"}
    offices |= {Office("desk", post.area_id) for post in posts if post.role in DESK_ROLES}
    return sum(roster.turns_ahead(person.id, office) for office in offices)


def _substitutions(person: Person) -> int:
    today = clock.today().isoformat()
    promised = Absence.select().where(
        Absence.substitute == person.id, Absence.ends >= today, Absence.begins <= Absence.ends
    )
    return int(promised.count())
