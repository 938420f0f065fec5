"""What of errands and planned visits has changed, for the phone: one's own, and those of grids one leads."""

from __future__ import annotations

from app.areas import tree
from app.areas.access.reach import reach_of
from app.core.problems.problem import Problem
from app.ledger.outcome import Change
from app.patrol import access
from app.patrol import serialize as patrol_serialize
from app.patrol.errands import serialize as errands_serialize
from app.patrol.models import Errand, VisitPlan
from app.people.models import Person


def feed(person: Person, after: int, limit: int, language: str = "zh") -> list[Change]:
    """Changed after ledger number `after`, in order, in `language`."""
    roles = ("grid_lead", "grid_guide")
    errands = visible(person, roles).where(Errand.seq > after).order_by(Errand.seq).limit(limit)
    plans = visible_plans(person, roles).where(VisitPlan.seq > after).order_by(VisitPlan.seq).limit(limit)
    if not after:  # a phone that begins has nothing to let go of
        plans = plans.where(VisitPlan.closed.is_null())
    pairs = errands_serialize.serialize_many(list(errands), person, language)
    changes = [Change(row.seq, "errand", row.id, row.version, data) for row, data in pairs]
    changes += [_plan(row) for row in plans]
    return sorted(changes, key=lambda change: change.seq)[:limit]


def _plan(row: VisitPlan) -> Change:
    """A closed one is gone from the phones: nobody has to do anything about it any more."""
    return Change(
        row.seq, "plan", row.id, row.version, None if row.closed is not None else patrol_serialize.plan(row)
    )


def visible(person: Person, roles: tuple[str, ...] = access.ANY):
    """A query of the errands the person has or took on, and those in areas their posts in `roles` open."""
    own = (Errand.person == person.id) | (Errand.taken_by == person.id)
    areas = access.led(reach_of(person), roles)
    return Errand.select().where(own | Errand.area.in_(tree.below(*areas)) if areas else own)


def visible_plans(person: Person, roles: tuple[str, ...] = access.ANY):
    """A query of the planned visits that are the person's own or in areas their posts in `roles` open."""
    own = VisitPlan.person == person.id
    areas = access.led(reach_of(person), roles)
    return VisitPlan.select().where(own | VisitPlan.area.in_(tree.below(*areas)) if areas else own)


def find(person: Person, errand: str) -> Errand:
    """The errand, if the person may see it; Problem not-found."""
    known = visible(person).where(Errand.id == errand).first()
    if known is None:
        raise Problem("not-found")
    return known


def may_see(person: Person, errand: str) -> bool:
    """Whether the person may see the errand, and so its photos."""
    return bool(visible(person).where(Errand.id == errand).exists())


def area_of(errand: str) -> str | None:
    """Where the errand lies, for the line on its photos."""
    known = Errand.get_or_none(Errand.id == errand)
    return known.area_id if known is not None else None
