"""Which units the responsibility list proposes for a matter, beginning with the one that should lead."""

from __future__ import annotations

from app.matters import categories
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.queries import sent_back
from app.matters.responsibility import Duties, Duty


def duty_at(matter: Matter, level: str, ground: Ground) -> Duty | None:
    """What the list says of the matter's thing at this level today."""
    chain = ground.chain(level)
    duties = Duties({matter.category: categories.require(matter.category)}, chain)
    return duties.duty_for(matter.category, ground.kind(level), chain)


def proposed_units(matter: Matter, ground: Ground) -> list[str]:
    """The codes of the units that can be called, by the row where its desk is."""
    duty = duty_at(matter, ground.desk_over(matter.level) or matter.level, ground)
    if duty is None or duty.lead is None or duty.is_withdrawn:
        return []
    return [duty.lead, *duty.supports]


def is_given_back(matter: Matter, ground: Ground) -> bool:
    """Whether the unit that the row names has given this very matter back."""
    duty = duty_at(matter, ground.desk_over(matter.level) or matter.level, ground)
    return duty is not None and sent_back.given_back(matter, duty.lead) is not None
