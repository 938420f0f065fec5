"""处置完成: whoever handles it says that it is done; somebody else says whether it really is."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND, RESOLVED
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.workflow import confirmers


def resolve(step: Step) -> None:
    """Done, and the first turn to confirm is given."""
    matter = step.matter
    matter.state, matter.resolver, matter.climb_at = RESOLVED, step.by, None
    matter.coming_at = None
    step.extra["after"] = list(step.photos)
    confirmers.begin(matter, step.ground)


MOVE = Move(
    "resolve",
    rows=(Row((DISPATCHED, IN_HAND), RESOLVED, ("handler",), ("text_or_photo", "parts")),),
    label=mark("处置完成"),
    purpose="handle",
    sentences={"": mark("{by} 处置完成")},
    tells={"": (("turn", "look"),), "waits": (("turn", "look"), ("desk", "say_it"))},
    residents={"": Event("done", mark("{who}处理好了，请您看看"))},
    has_resident_text=True,
    key="r",
    rank=Rank({DISPATCHED: 11, IN_HAND: 10}, leads=True),
    hint=mark("处理完了。写一句做了什么，或传一张处理后的照片。"),
    phrases=(mark("已清理干净。"), mark("已修好。"), mark("已当面说清楚。"), mark("已换新的。")),
    by_handler=True,
    by_link=True,
    settles=True,
    is_answer=True,
    turns=True,
    verb=resolve,
)
