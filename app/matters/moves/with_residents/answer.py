"""答复: what the resident reads."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import STATES
from app.matters.moves.record import SAME, Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.workflow.roles import Standing


def answer(step: Step) -> None:
    """The entry itself is the effect; with a time, it says when somebody comes."""
    if step.until is not None:
        step.matter.coming_at = step.until
        step.extra["why"] = "coming"


def _no_resident_asked(_: Row, standing: Standing) -> bool:
    return not standing.matter.resident_asked


def _is_to_oneself(_: Row, standing: Standing) -> bool:
    """No resident asked, and whoever would read it is the one who writes."""
    matter = standing.matter
    return not matter.resident_asked and matter.holder_person == standing.me


MOVE = Move(
    "answer",
    rows=(
        Row(
            STATES,
            SAME,
            ("desk_over", "holder"),
            ("text", "coming"),
            "what the resident reads; `until`: when somebody comes",
        ),
    ),
    label=mark("答复"),
    purpose="residents",
    sentences={"": mark("{by} 答复"), "coming": mark("{by} 答复：{until} 上门")},
    tells={
        "": (("finder", "answered"), ("holder", "answered")),
        "waits": (("desk", "say_it"), ("finder", "answered"), ("holder", "answered")),
    },
    residents={
        "": Event("answered", mark("{who}答复您")),
        "coming": Event("answered", mark("{who}答复您：{until} 上门")),
    },
    is_text_for_residents=True,
    is_answer=True,
    key="a",
    rank=Rank(place=31),
    ranks=((_no_resident_asked, Rank(place=101)),),
    hint=mark("居民会看到这段话。写清楚：看了什么、怎么办、到什么时候。"),
    phrases=(
        mark("已经看过现场。"),
        mark("今天会有人上门处理。"),
        mark("材料要订，大约三天。"),
        mark("已经修好，请您看看。"),
        mark("这件事归别的单位管，已经转给他们。"),
    ),
    by_link=True,
    is_idle=_is_to_oneself,
    verb=answer,
)
