"""Whom a matter asks something of just now, and at what number they are rung."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from app.areas.access.reach import Reach
from app.areas.models import Unit
from app.links import assignment
from app.links.creation import is_staff
from app.matters.area_staff import Ground
from app.matters.models import CALLED, RESOLVED, Call, Matter, Support
from app.matters.workflow import confirmers
from app.people.models import Person


@dataclass(frozen=True)
class Target:
    """A person or unit; `to` is how the API names them."""

    to: str
    name: str
    phone: str | None
    purpose: str

    def serialize(self) -> dict[str, Any]:
        """The person or unit as the API sends it."""
        return asdict(self)


def targets(matter: Matter, reach: Reach) -> list[Target]:
    """Those whose word or work is waited for, without oneself; persons only for staff (see `creation.require_maker`)."""
    units = [matter.holder_unit] if matter.holder_unit else []
    persons = [matter.holder_person] if matter.holder_person else []
    for row in Support.select().where(Support.matter == matter.id).order_by(Support.kind, Support.code):
        (units if row.kind == "unit" else persons).append(row.code)
    for call in Call.select().where(Call.matter == matter.id, Call.state.in_(CALLED)).order_by(Call.entry):
        units.append(call.unit)
    if matter.state == RESOLVED:  # whoever did it has nothing to do until somebody has looked
        units, persons = [], confirmers.people(matter, Ground())
    result = [
        _person(matter, id_) for id_ in dict.fromkeys(persons) if is_staff(reach) and id_ != reach.person
    ]
    result += [_unit(matter, one) for one in dict.fromkeys(units)]
    return [one for one in result if one is not None]


def _person(matter: Matter, person: str) -> Target | None:
    purpose = assignment.purpose_of(matter, person, None)
    row = Person.get_or_none(Person.id == person)
    if purpose is None or row is None or not row.may_sign_in():
        return None
    return Target(f"person:{person}", row.name, row.phone, purpose)


def _unit(matter: Matter, unit: str) -> Target | None:
    purpose = assignment.purpose_of(matter, None, unit)
    row = Unit.get_or_none(Unit.code == unit)
    if purpose is None or row is None or row.ended is not None:
        return None
    return Target(f"unit:{unit}", row.name, row.phone, purpose)
