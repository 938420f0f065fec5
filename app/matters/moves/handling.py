"""What whoever has a matter does with it: see it, take it, settle it; and what anybody may add."""

from __future__ import annotations

from app.matters.models import IN_HAND, RESOLVED
from app.matters.moves import lifecycle
from app.matters.moves.step import Step
from app.matters.timing import deadlines
from app.matters.workflow import confirmers


def acknowledge(step: Step) -> None:
    """已看到: the entry itself is the effect."""


def take(step: Step) -> None:
    """In hand. A unit stays the holder when one of its members takes it; otherwise the person becomes it."""
    matter = step.matter
    is_for_unit = matter.holder_unit is not None and matter.state == "dispatched"
    dispatched_by = matter.dispatched_by if matter.state == "dispatched" else None
    if matter.state == IN_HAND:
        by_link = f"unit:{matter.holder_unit}" if matter.holder_unit else None
        step.extra["from"] = matter.taken_by or matter.holder_person or by_link
    if not is_for_unit:
        matter.give_to(person=step.by)
    matter.state, matter.taken_by, matter.dispatched_by = IN_HAND, step.by, dispatched_by
    matter.climb_at = None
    if matter.due is None:
        deadlines.start(matter, step.ground)


def resolve(step: Step) -> None:
    """处置完成: somebody else says whether it is really done."""
    matter = step.matter
    matter.state, matter.resolver, matter.climb_at = RESOLVED, step.by, None
    step.extra["after"] = list(step.photos)
    confirmers.begin(matter, step.ground)


def note(step: Step) -> None:
    """A sentence or a photo; the entry itself is the effect."""


def answer(step: Step) -> None:
    """What the resident reads; the entry itself is the effect."""


def amend(step: Step) -> None:
    """Correct what was reported; while it lies at a grid, another grid's place takes it there."""
    matter, changes = step.matter, step.changes
    step.extra["was"] = {
        key: getattr(matter, key) for key in ("category", "area", "urgency") if key in changes
    }
    if step.text:
        matter.text = step.text
    if "area" in changes:
        _move_place(step, changes["area"])
    if "category" in changes:
        matter.category = changes["category"]
    if "urgency" in changes:
        matter.urgency = changes["urgency"]
        if matter.urgency != "emergency":
            matter.climb_at = None
    if {"category", "urgency"} & changes.keys() and matter.state in ("reported", "dispatched", "in_hand"):
        deadlines.start(matter, step.ground)


def _move_place(step: Step, area: str) -> None:
    matter, ground = step.matter, step.ground
    old, new = matter.level, ground.grid_of(area)
    matter.area, matter.placed = area, "chosen"
    if matter.state == "reported" and ground.is_grid(old) and new is not None and new != old:
        lifecycle.lay(matter, new, ground)
