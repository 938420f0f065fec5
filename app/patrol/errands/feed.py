"""What of errands and planned visits has changed, for the phone: one's own, and those of grids one leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access.reach import reach_of
from app.core.problems.problem import Problem
from app.ledger.news import News
from app.ledger.outcome import Change
from app.patrol import access
from app.patrol import serialize as patrol_serialize
from app.patrol.errands import serialize as errands_serialize
from app.patrol.feed import ON_PHONES
from app.patrol.models import Errand, VisitPlan
from app.people.models import Person


def feed(
    person: Person, after: int, limit: int, language: str = "zh", *, is_first: bool = False
) -> list[Change]:
    """Changed after ledger number `after`, in order, in `language`. `is_first`: for a phone that begins anew."""
    mine = person.id, access.led(reach_of(person), ON_PHONES)
    if is_first:  # it has nothing to let go of
        errands, plans = ERRANDS.at_first(*mine, after, limit), OPEN_PLANS.at_first(*mine, after, limit)
    else:
        errands, plans = ERRANDS.changed(*mine, after, limit), PLANS.changed(*mine, after, limit)
    pairs = errands_serialize.serialize_many(errands, person, language) if errands else []
    changes = [Change(row.seq, "errand", row.id, row.version, data) for row, data in pairs]
    changes += [_plan(row) for row in plans]
    return sorted(changes, key=lambda change: change.seq)[:limit]


def _plan(row: VisitPlan) -> Change:
    """A closed one is gone from the phones: nobody has to do anything about it any more."""
    return Change(
        row.seq, "plan", row.id, row.version, None if row.closed is not None else patrol_serialize.plan(row)
    )


def visible(person: Person, roles: tuple[str, ...] = access.ANY) -> ModelSelect:
    """A query of the errands the person has or took on, and those in areas their posts in `roles` open."""
    return errands_of(person.id, access.led(reach_of(person), roles))


def errands_of(person: Any, areas: Sequence[Any]) -> ModelSelect:
    """A query of the errands of somebody who leads these areas."""
    own = (Errand.person == person) | (Errand.taken_by == person)
    return Errand.select().where(own | Errand.area.in_(tree.below(*areas)) if areas else own)


def plans_of(person: Any, areas: Sequence[Any]) -> ModelSelect:
    """A query of the planned visits of somebody who leads these areas."""
    own = VisitPlan.person == person
    return VisitPlan.select().where(own | VisitPlan.area.in_(tree.below(*areas)) if areas else own)


def _open_plans_of(person: Any, areas: Sequence[Any]) -> ModelSelect:
    return plans_of(person, areas).where(VisitPlan.closed.is_null())


ERRANDS_MOST, PLANS_MOST = 60, 100  # that a phone is given at first
ERRANDS = News(Errand, errands_of, ERRANDS_MOST)
PLANS = News(VisitPlan, plans_of, PLANS_MOST)
OPEN_PLANS = News(VisitPlan, _open_plans_of, PLANS_MOST)


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
