"""Which of the open moves is the next act: the first two stand large, the rest under 更多."""

from __future__ import annotations

from typing import Any

from app.matters.models import DISPATCHED, IN_HAND, REPORTED, RESOLVED, Matter

LARGE = 2
# state → the moves that take a matter on from there, best first; the other open ones follow in the table's order
NEXT: dict[str, tuple[str, ...]] = {
    REPORTED: ("dispatch", "take", "settle_on_spot", "hand_down", "answer"),
    DISPATCHED: ("take", "resolve", "send_back", "remind", "supervise"),
    IN_HAND: ("resolve", "ask_extension", "remind", "extend", "answer"),
    RESOLVED: ("confirm", "refuse", "answer"),
}
ELSEWHERE = ("resume", "close", "reopen", "answer", "note")
LEADING = (
    "acknowledge",
    "attend",
    "dispatch",
    "take",
    "resolve",
    "settle_on_spot",
    "confirm",
    "resume",
    "close",
)
LAST = ("amend", "merge", "void", "decline", "take_over")


def ranked(matter: Matter, offers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The offers, the next act first; an emergency nobody has seen is acknowledged, a call answered, before all."""
    first = ("acknowledge",) if matter.climb_at is not None else ()
    order = (*first, "attend", *NEXT.get(matter.state, ()), *ELSEWHERE)
    names = [offer["name"] for offer in offers]

    def place(offer: dict[str, Any]) -> int:
        name = offer["name"]
        if name == "take" and matter.state == IN_HAND:
            name = "take_over"
        if name in order:
            return order.index(name)
        return 50 + names.index(offer["name"]) + (100 if name in LAST else 0)

    return sorted(offers, key=place)
