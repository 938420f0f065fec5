"""What a matter asks of a person or unit just now, so what a link may be for: to look, to handle, to help, or nothing."""

from __future__ import annotations

from app.areas.access.reach import Reach, reach_of
from app.areas.models import Post
from app.links.models import HANDLE, HELP, LOOK
from app.matters.area_staff import Ground
from app.matters.models import CALLED, DISPATCHED, IN_HAND, OPEN, REPORTED, RESOLVED, Call, Matter, Support
from app.matters.moves.open_calls import calls_of
from app.matters.moves.parts import supports_of
from app.matters.workflow.roles import Standing

AT_WORK = (REPORTED, DISPATCHED, IN_HAND, RESOLVED)


def reach_of_assignee(matter: Matter, person: str | None, unit: str | None) -> Reach:
    """The person's own reach; for a unit, that of somebody who works for it where the matter lies and has no account."""
    if person is not None:
        return reach_of(person)
    return Reach("", (Post(role="handler", unit=unit, area=matter.level),))


def actor_of(person: str | None) -> str:
    """The ledger's word for whoever acts by the link: "person" or "unit"."""
    return "person" if person is not None else "unit"


def purpose_of(matter: Matter, person: str | None, unit: str | None) -> str | None:
    """`look`: it is the person's turn to say whether it is done · `handle`: it lies with them · `help`: they support
    whoever it lies with, or their unit was called and has not given the call back · None: nothing."""
    reach = reach_of_assignee(matter, person, unit)
    standing = Standing(
        matter, reach, Ground(), calls_of(matter.id), actor_of(person), supports_of(matter.id)
    )
    if matter.state == RESOLVED and standing.is_("turn"):
        return LOOK
    if matter.state in AT_WORK and standing.is_handler():
        return HANDLE
    if matter.state in AT_WORK and _supports(matter, reach):
        return HELP
    return HELP if matter.state in OPEN and _is_called(matter, reach) else None


def _supports(matter: Matter, reach: Reach) -> bool:
    named = {("person", reach.person)} | {("unit", unit) for unit in reach.units}
    return any((row.kind, row.code) in named for row in Support.select().where(Support.matter == matter.id))


def _is_called(matter: Matter, reach: Reach) -> bool:
    units = list(reach.units)
    return (
        Call.select().where(Call.matter == matter.id, Call.unit.in_(units), Call.state.in_(CALLED)).exists()
    )
