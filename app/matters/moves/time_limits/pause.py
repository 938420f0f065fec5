"""暂停计时: the clock stands while whoever asked is asked something, or for a filed case until its legal limit."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import DISPATCHED, IN_HAND
from app.matters.moves.record import SAME, Event, Move, Rank, Reason, Row
from app.matters.moves.step import Step
from app.matters.timing import pauses


def pause(step: Step) -> None:
    """The deadline stands; it goes on with the resident's words, the holder's next move, or at `until`."""
    assert step.until is not None
    pauses.begin(step.matter, step.ground, step.until, step.reason)
    if step.reason == pauses.FILED:
        step.extra["why"] = pauses.FILED


MOVE = Move(
    "pause",
    rows=(
        Row(
            (DISPATCHED, IN_HAND),
            SAME,
            ("handler",),
            ("text", "until", "pause_reason"),
            "the clock stands; the resident's words, the holder's next move or `until` end it; no second one for a filed case",
        ),
        Row((DISPATCHED, IN_HAND), SAME, ("clock",), (), "its `until` has come"),
    ),
    label=mark("暂停计时"),
    purpose="time",
    sentences={
        "": mark("{by} 要问一问，计时停到 {until} 为止"),
        pauses.FILED: mark("{by} 已立案（{case}），计时停到法定期限 {until}"),
        "over": mark("说好的时间到了，继续计时"),
    },
    tells={
        "": (("desk", "paused"), ("finder", "paused")),
        pauses.FILED: (("desk", "filed"), ("finder", "filed")),
        "over": (("holder", "goes_on"),),
    },
    residents={
        "": Event("paused", mark("{who}要先问您，您回话以前不计时（最晚到 {until}）")),
        pauses.FILED: Event("filed", mark("已经立案，按法定期限办，{until} 前有结果")),
        "over": Event("goes on", mark("继续计时办理")),
    },
    is_text_for_residents=True,
    key="p",
    rank=Rank({IN_HAND: 16}),
    hint=mark("居民会看到这段话。居民回话、您下一步，或到了时间，就接着计时。"),
    reasons=(
        Reason("asking", mark("等居民回话")),
        Reason(pauses.FILED, mark("已立案，按法定期限")),
    ),
    by_handler=True,
    by_link=True,
    verb=pause,
)
