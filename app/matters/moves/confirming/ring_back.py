"""电话回访: whoever asked is rung up where they have no phone to answer with; what they say counts as theirs and is counted apart."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import CONFIRMED, RESOLVED, Matter
from app.matters.moves import lifecycle
from app.matters.moves.record import SAME, Event, Move, Rank, Reason, Row
from app.matters.moves.step import Step
from app.matters.timing import answers

SOLVED, UNSOLVED, NOBODY = "rung_solved", "rung_unsolved", "rung_nobody"


def ring_back(step: Step) -> None:
    """Solved: closed. Not solved: reported again one level up, as by their own link. Nobody answered: nothing changes."""
    matter, ground = step.matter, step.ground
    step.extra["why"] = step.reason
    if step.reason == SOLVED:
        lifecycle.close(matter)
    elif step.reason == UNSOLVED:
        lifecycle.open_again(matter, ground.next_level(matter.level) or matter.level, ground)
        answers.wait(matter)


def _is_asked(matter: Matter) -> bool:
    """Whether a resident has the last word on it."""
    return bool(matter.resident_asked)


MOVE = Move(
    "ring_back",
    rows=(
        Row(
            (RESOLVED, CONFIRMED),
            SAME,
            ("desk_over", "lead"),
            ("ring_reason",),
            "solved closes, unsolved reopens one level up; never whoever resolved it; counted apart from residents' own answers",
        ),
    ),
    label=mark("电话回访居民"),
    purpose="residents",
    sentences={
        "": mark("{by} 电话回访居民"),
        SOLVED: mark("{by} 电话回访，居民说解决了"),
        UNSOLVED: mark("{by} 电话回访，居民说还没有，重新办理"),
        NOBODY: mark("{by} 电话回访，没有打通"),
    },
    tells={
        SOLVED: (("resolver", "rated"), ("finder", "rated")),
        UNSOLVED: (("new_holder", "reopened"), ("resolver", "reopened")),
    },
    residents={
        SOLVED: Event("rung", mark("{who}打电话问过您，您说解决了")),
        UNSOLVED: Event("rung", mark("{who}打电话问过您，您说还没有，已报给{level}重新办理")),
        NOBODY: Event("contacted", mark("{who}打过您的电话，没有打通")),
    },
    rank=Rank(),
    hint=mark("打给不会用手机、没有链接的居民。照对方说的记；和居民自己的评价分开算。"),
    reasons=(
        Reason(SOLVED, mark("居民说解决了")),
        Reason(UNSOLVED, mark("居民说还没有")),
        Reason(NOBODY, mark("没有打通")),
    ),
    only_while=_is_asked,
    is_repeatable=True,
    lifts=True,
    turns=True,
    verb=ring_back,
)
