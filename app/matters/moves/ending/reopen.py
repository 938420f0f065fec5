"""重办: what was ended is reported again, by the desk at the same level or by the resident one level up."""

from __future__ import annotations

from app.core import clock
from app.core.problems.problem import Problem
from app.core.words import mark
from app.matters.models import CLOSED, CONFIRMED, REPORTED, RESOLVED, VOID, Matter
from app.matters.moves import lifecycle, parting
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import thresholds


def reopen(step: Step) -> None:
    """Reported again: by the desk at the same level, by the resident one level up. Problem not-open: too late."""
    matter, ground = step.matter, step.ground
    level = matter.level
    if step.act.actor == "resident":
        if not _is_in_time(matter):
            raise Problem("not-open")
        level = ground.next_level(level) or level
    if matter.merged_into is not None:
        parting.part(step, matter.merged_into)
        step.extra["apart"] = matter.merged_into
    lifecycle.open_again(matter, level, ground)


def _is_in_time(matter: Matter) -> bool:
    """A resident may come back within thirty days of closing, or of its being made void."""
    if matter.closed_at is None:
        return True
    return clock.now() - matter.closed_at <= thresholds.number(matter.area, "reopen_days") * clock.DAY


ENDED = (RESOLVED, CONFIRMED, CLOSED, VOID)
MOVE = Move(
    "reopen",
    rows=(
        Row(ENDED, REPORTED, ("desk_over",), ("text",), "at the same level"),
        Row(ENDED, REPORTED, ("resident",), (), "one level up, within 30 days"),
    ),
    label=mark("重办"),
    purpose="handle",
    sentences={
        "": mark("{by} 要求重办"),
        "apart": mark("{by} 把它从 {to} 分出来，重新办理"),
        "by resident": mark("居民说还没有解决，要求重办"),
        "called_back": mark("热线回访说没有解决，重新办理"),
        "hotline": mark("热线又派来，重新办理"),
    },
    tells={"": (("new_holder", "reopened"), ("resolver", "reopened"))},
    residents={
        "": Event("reopened", mark("重新办理")),
        "own": Event("no", mark("您说还没有，已报给{level}重新办理")),
    },
    rank=Rank(place=33),
    lifts=True,
    turns=True,
    verb=reopen,
)
