"""协办: the parts of a matter that others than its holder answer for."""

from __future__ import annotations

from app.areas.models import Unit
from app.core.prepared import Prepared, given
from app.matters.models import Support
from app.people.models import Person

_OF_MATTER = Prepared(
    lambda: Support.select().where(Support.matter == given("matter")).order_by(Support.kind, Support.code)
)


def supports_of(matter: str) -> tuple[Support, ...]:
    """Who supports the matter."""
    return tuple(_OF_MATTER.all_of(Support, matter=matter))


def names_of(parts: list[Support]) -> str:
    """Their names, with 、 between."""
    units = [part.code for part in parts if part.kind == "unit"]
    people = [part.code for part in parts if part.kind == "person"]
    named = dict(Unit.select(Unit.code, Unit.name).where(Unit.code.in_(units)).tuples())
    named |= dict(Person.select(Person.id, Person.name).where(Person.id.in_(people)).tuples())
    return "、".join(named.get(part.code, part.code) for part in parts)
