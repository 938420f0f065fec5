"""接单: whoever it lies with takes it in hand, or the lead or desk takes it over from somebody else."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND, REPORTED
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import deadlines
from app.matters.workflow.roles import Standing


def take(step: Step) -> None:
    """In hand. A unit stays the holder when one of its members takes it; otherwise the person becomes it."""
    matter = step.matter
    is_for_unit = matter.holder_unit is not None and matter.state == DISPATCHED
    dispatched_by = matter.dispatched_by if matter.state == DISPATCHED else None
    if matter.state == IN_HAND:
        by_link = f"unit:{matter.holder_unit}" if matter.holder_unit else None
        step.extra["from"] = matter.taken_by or matter.holder_person or by_link
    if not is_for_unit:
        matter.give_to(person=step.by)
    matter.state, matter.taken_by, matter.dispatched_by = IN_HAND, step.by, dispatched_by
    matter.climb_at = None
    if matter.due is None:
        deadlines.start(matter, step.ground)


def _is_over(_: Row, standing: Standing) -> bool:
    return standing.matter.state == IN_HAND


def _is_own(_: Row, standing: Standing) -> bool:
    matter = standing.matter
    return matter.state == REPORTED and standing.ground.is_grid(matter.level)


def _is_from_another(_: Row, standing: Standing) -> bool:
    matter = standing.matter
    has_it = matter.holder_person not in (None, standing.me)
    return has_it and matter.state in (REPORTED, IN_HAND)


def _was_the_report(_: Row, standing: Standing) -> bool:
    """Whoever chose 先记下，我来办 has said so by reporting it."""
    matter = standing.matter
    return matter.state == REPORTED and standing.me == matter.finder == matter.holder_person


MOVE = Move(
    "take",
    rows=(
        Row((REPORTED,), IN_HAND, ("worker_at_grid", "desk")),
        Row((DISPATCHED,), IN_HAND, ("addressee",)),
        Row((IN_HAND,), IN_HAND, ("lead_taking_over", "desk_taking_over"), ("text",), "taking over"),
    ),
    label=mark("接单"),
    purpose="handle",
    labels=((_is_over, mark("接手")), (_is_own, mark("先记下，我来办"))),
    sentences={"": mark("{by} 接单"), "over": mark("{by} 接手，原由 {from} 办理")},
    tells={"over": (("former", "taken_over"),)},
    residents={"": Event("taken", mark("{who}已经在办"))},
    key="t",
    rank=Rank({REPORTED: 11, DISPATCHED: 10}, in_alarm=1, leads=True),
    ranks=((_is_from_another, Rank(place=104)),),
    is_button=True,
    is_once=True,
    is_idle=_was_the_report,
    by_handler=True,
    by_link=True,
    verb=take,
)
