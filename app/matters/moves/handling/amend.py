"""更正: correct what was reported; while it lies at a grid, another grid's place takes it there."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND, OPEN, REPORTED
from app.matters.moves import lifecycle
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import deadlines


def amend(step: Step) -> None:
    """Change text, category, place or urgency; the former values go into the entry."""
    matter, changes = step.matter, step.changes
    step.extra["was"] = {
        key: getattr(matter, key) for key in ("category", "area", "spot", "urgency") if key in changes
    }
    if step.text:
        matter.text = step.text
    if "area" in changes:
        _move_place(step, changes["area"])
    if "spot" in changes:
        matter.spot = changes["spot"]
    if "category" in changes:
        matter.category = changes["category"]
    if "urgency" in changes:
        matter.urgency = changes["urgency"]
        if matter.urgency != "emergency":
            matter.climb_at = None
    if {"category", "urgency"} & changes.keys() and matter.state in (REPORTED, DISPATCHED, IN_HAND):
        deadlines.start(matter, step.ground)


def _move_place(step: Step, area: str) -> None:
    matter, ground = step.matter, step.ground
    old, new = matter.level, ground.grid_of(area)
    matter.area, matter.placed = area, "chosen"
    if matter.state == REPORTED and ground.is_grid(old) and new is not None and new != old:
        lifecycle.lay(matter, new, ground)


MOVE = Move(
    "amend",
    rows=(
        Row((REPORTED, DISPATCHED), SAME, ("finder",), ("change",), "until somebody has taken it"),
        Row(OPEN, SAME, ("holder", "desk_over"), ("change",), "the report stays in the ledger"),
    ),
    label=mark("更正"),
    purpose="tidy",
    sentences={"": mark("{by} 更正了内容"), "place": mark("{by} 更正了地点：{area}")},
    tells={"": (("holder", "amended"),)},
    rank=Rank(place=102),
    on_own_report={"kept": 4, "passed": 2},
    is_repeatable=True,
    rewrites=True,
    verb=amend,
)
