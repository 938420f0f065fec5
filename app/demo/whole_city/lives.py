"""The lives of matters in a whole city, as a table: how often, how each begins, and who does what how many hours later."""

from __future__ import annotations

from typing import Any, NamedTuple


class Step(NamedTuple):
    """A move: by whom (a key of `names`, or "confirmer", "resident"), and between how many working hours later."""

    who: str
    move: str
    soonest: float
    latest: float
    fields: dict[str, Any] = {}


class Line(NamedTuple):
    """A kind of life: its weight among all, how it is reported, and its steps; where it ends, it stays."""

    weight: float
    begins: str  # settled | kept | passed_up | emergency | asked (by a resident)
    steps: tuple[Step, ...] = ()


WHAT = {"text": "请到现场看看。"}
DONE = {"text": "已经处理好，现场看过了。"}
SEEN = Step("community desk", "acknowledge", 0.1, 1)
TO_PROPERTY = Step("community desk", "dispatch", 0.2, 3, {"to": ["unit WY"], **WHAT})
PROPERTY_TAKES = Step("handler WY", "take", 0.2, 4)
PROPERTY_DONE = Step("handler WY", "resolve", 2, 60, DONE)
CONFIRMED = Step("confirmer", "confirm", 1, 30)
UP = Step("community desk", "escalate", 0.5, 5, {"text": "社区解决不了。"})
TO_TEAM = Step("street desk", "dispatch", 0.5, 5, {"to": ["unit ZF"], **WHAT})
TEAM_TAKES = Step("handler ZF", "take", 0.5, 8)
TEAM_DONE = Step("handler ZF", "resolve", 4, 90, DONE)
RATED = Step("resident", "rate", 1, 60)

LINES: tuple[Line, ...] = (
    Line(560, "settled", (CONFIRMED,)),  # where the sample takes it
    Line(90, "kept", (Step("worker", "take", 0, 0.1), Step("worker", "resolve", 2, 30, DONE), CONFIRMED)),
    Line(110, "passed_up", (SEEN, TO_PROPERTY, PROPERTY_TAKES, PROPERTY_DONE, CONFIRMED)),
    Line(30, "passed_up", (SEEN, UP, TO_TEAM, TEAM_TAKES, TEAM_DONE, CONFIRMED)),
    Line(12, "passed_up", (
        UP, Step("street desk", "escalate", 1, 8), Step("district desk", "dispatch", 1, 8, {"to": ["unit PC"], **WHAT}),
        Step("handler PC", "take", 1, 10), Step("handler PC", "resolve", 8, 120, DONE), CONFIRMED,
    )),
    Line(18, "passed_up", (
        TO_PROPERTY, Step("handler WY", "send_back", 0.3, 6, {"reason": "wrong_place", "text": "地点不清楚。"}),
        TO_PROPERTY, PROPERTY_TAKES, PROPERTY_DONE, CONFIRMED,
    )),
    Line(12, "passed_up", (
        TO_PROPERTY, PROPERTY_TAKES, PROPERTY_DONE, Step("confirmer", "refuse", 1, 20, {"text": "看过了，还没有弄干净。"}),
        Step("handler WY", "resolve", 2, 20, DONE), CONFIRMED,
    )),
    Line(10, "passed_up", (
        SEEN, Step("community desk", "whistle", 0.5, 3, {"to": ["unit WY", "unit ZF"], "text": "请一起到场。"}),
        Step("handler ZF", "attend", 0.3, 2), TO_PROPERTY, PROPERTY_TAKES, PROPERTY_DONE, CONFIRMED,
    )),
    Line(10, "passed_up", (
        TO_PROPERTY, PROPERTY_TAKES, Step("handler WY", "ask_extension", 2, 10, {"text": "要等配件。", "days": 12}),
        Step("community desk", "extend", 0.5, 5, {"text": "同意。", "days": 12}), PROPERTY_DONE, CONFIRMED,
    )),
    Line(8, "passed_up", (SEEN, Step("community desk", "shelve", 2, 20, {"text": "列入整改计划。", "days": 45}))),
    Line(8, "passed_up", (Step("community desk", "void", 0.2, 8, {"reason": "mistake", "text": "误报。"}),)),
    Line(5, "emergency", (Step("community desk", "take", 0.05, 0.1), Step("community desk", "resolve", 1, 5, DONE), CONFIRMED)),
    Line(4, "passed_up"),  # nobody looks at it
    Line(5, "passed_up", (SEEN, TO_PROPERTY)),  # nobody takes it
    Line(5, "passed_up", (SEEN, TO_PROPERTY, PROPERTY_TAKES)),  # nobody finishes it
    Line(60, "asked", (Step("worker", "settle_on_spot", 0.3, 6, DONE), CONFIRMED, RATED)),
    Line(25, "asked", (
        Step("worker", "escalate", 0.3, 6), TO_PROPERTY, PROPERTY_TAKES,
        Step("community desk", "answer", 0.1, 1, {"text": "已经派人去看，这两天会有结果。"}), PROPERTY_DONE, CONFIRMED,
    )),
    Line(8, "asked", (Step("worker", "settle_on_spot", 0.3, 6, DONE), CONFIRMED)),  # the resident says nothing
    Line(2, "asked", (Step("worker", "settle_on_spot", 0.3, 6, DONE),)),  # nobody looks, to the end
)  # fmt: skip
