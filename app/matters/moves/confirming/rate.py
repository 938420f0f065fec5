"""评价: the resident who asked says that it is solved."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import CLOSED, CONFIRMED, RESOLVED
from app.matters.moves.record import Event, Move, Rank, Row

MOVE = Move(
    "rate",
    rows=(Row((RESOLVED, CONFIRMED), CLOSED, ("resident",), ("solved",), "yes closes, no reopens"),),
    label=mark("评价"),
    purpose="residents",
    sentences={"": mark("{by} 评价"), "by resident": mark("居民评价：解决了")},
    tells={"": (("resolver", "rated"), ("finder", "rated"))},
    residents={"": Event("closed", mark("已经结束")), "own": Event("yes", mark("您说解决了"))},
    rank=Rank(),
    verb=None,
    made_by="the residents' own door, which brings the verdict with it: residents/verdicts.py",
)
