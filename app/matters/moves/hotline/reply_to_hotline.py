"""答复热线: the answer has gone to the hotline in the desk's sheet; its clock stands."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import STATES
from app.matters.moves.record import SAME, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import hotline


def reply_to_hotline(step: Step) -> None:
    """The answer's clock stands, and with it every other that nothing has stopped."""
    hotline.stop(step.matter, *hotline.CLOCKS)


MOVE = Move(
    "reply_to_hotline",
    rows=(
        Row(
            STATES,
            SAME,
            ("desk_over",),
            ("text",),
            "also by the desk's sheet of answers, merged ones each by themselves",
        ),
    ),
    label=mark("答复热线"),
    purpose="residents",
    sentences={"": mark("{by} 把答复交给了热线")},
    tells={},
    rank=Rank(place=111),
    hint=mark("在热线的系统里已经答复了才记；导出答复表的不用再记。居民看不到这一步。"),
    only_while=hotline.is_unanswered,
    is_among_staff=True,
    verb=reply_to_hotline,
)
