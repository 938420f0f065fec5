"""What a desk does with a matter: dispatch, hand down, extend, remind, supervise; and what comes back to it."""

from __future__ import annotations

from app.matters.models import DISPATCHED, REPORTED, Support
from app.matters.moves import lifecycle
from app.matters.moves.step import Step
from app.matters.timing import deadlines


def dispatch(step: Step) -> None:
    """To the first named, who leads; the others support. The deadline starts."""
    matter, (lead, *others) = step.matter, step.to
    matter.state = DISPATCHED
    lifecycle.forget_handling(matter)
    matter.dispatched_by = matter.level
    matter.give_to(**{lead[0]: lead[1]})
    Support.delete().where(Support.matter == matter.id).execute()
    for kind, code in others:
        Support.create(matter=matter.id, kind=kind, code=code)
    deadlines.start(matter, step.ground)


def send_back(step: Step) -> None:
    """To the desk that dispatched it."""
    matter = step.matter
    desk = matter.dispatched_by
    matter.send_backs += 1
    matter.state, matter.level = REPORTED, desk
    matter.give_to(desk=desk)
    lifecycle.forget_handling(matter)
    deadlines.start(matter, step.ground)


def hand_down(step: Step) -> None:
    """To whoever holds at the lower area."""
    named = step.to[0][1]
    lifecycle.lay(step.matter, step.ground.grid_of(named) or named, step.ground)


def extend(step: Step) -> None:
    """The desk gives more time."""
    assert step.until is not None
    deadlines.extend(step.matter, step.until)


def ask_extension(step: Step) -> None:
    """The handler asks for more time; the deadline stays until the desk says yes."""
    step.matter.asked_until = step.until


def remind(step: Step) -> None:
    """催办: the entry itself is the effect."""


def supervise(step: Step) -> None:
    """督办 with a date of its own; the level above gets a copy."""
    step.matter.supervised_until = step.until
    step.extra["copy_to"] = step.ground.next_level(step.matter.level)
