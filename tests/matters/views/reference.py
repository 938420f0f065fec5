"""What a list holds, asked of every matter there is: the slow way, by which the walks along terms are measured."""

from __future__ import annotations

from collections.abc import Callable

from peewee import ModelSelect

from app.areas import tree
from app.areas.access.reach import Reach
from app.matters.area_staff import Ground
from app.matters.models import Call, Matter, Support
from app.matters.workflow import asks


def within(reach: Reach) -> list[Matter]:
    """The matters in own areas, with own units, or the person's own, the newest first."""
    if not reach.posts:
        return []
    own = (Matter.finder == reach.person) | (Matter.holder_person == reach.person)
    own |= Matter.id.in_(_supported("person", [reach.person]))
    if reach.roots:
        below = tree.below(*reach.roots)
        own |= Matter.area.in_(below) | Matter.level.in_(below)
    units = list(reach.units)
    if units:
        own |= Matter.holder_unit.in_(units) | Matter.id.in_(_supported("unit", units))
        own |= Matter.id.in_(Call.select(Call.matter).where(Call.unit.in_(units)))
    return list(Matter.select().where(own).order_by(Matter.received_at.desc(), Matter.id.desc()))


def _supported(kind: str, codes: list[str]) -> ModelSelect:
    return Support.select(Support.matter).where(Support.kind == kind, Support.code.in_(codes))


def waiting(reach: Reach) -> Callable[[Matter], bool]:
    """Whether a matter waits for the person."""
    ground, calls, supports = Ground(), list(Call.select()), list(Support.select())
    return lambda matter: asks.waits_for(
        matter,
        reach,
        ground,
        [call for call in calls if call.matter == matter.id],
        asks.open_parts(part for part in supports if part.matter == matter.id),
    )
