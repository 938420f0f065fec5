"""Which of the open moves is the next act for a reader: the order of every screen, what may stand largest, what is not offered."""

from __future__ import annotations

from typing import Any

from app.matters.models import DISPATCHED, IN_HAND, REPORTED, RESOLVED, Matter
from app.matters.queries.loader import Reading
from app.matters.workflow.roles import Standing

LARGE = 2  # how many stand large; the rest is under 更多
# state → the moves that take a matter on from there, best first; the other open ones follow in the table's order
NEXT: dict[str, tuple[str, ...]] = {
    REPORTED: ("dispatch", "take", "settle_on_spot", "pass_on", "hand_down"),
    DISPATCHED: ("take", "resolve", "send_back", "remind", "supervise"),
    IN_HAND: ("resolve", "ask_extension", "remind", "extend"),
    RESOLVED: ("confirm", "refuse"),
}
ELSEWHERE = ("resume", "answer", "note", "reopen")
# what a reader may be led to; what passes a matter further, ends it over somebody's head or takes it away is none of them
LEADING = ("acknowledge", "attend", "dispatch", "take", "resolve", "settle_on_spot", "confirm", "resume")
# after everything else, in this order
LAST = ("escalate", "unheard_answer", "amend", "decline", "take_over", "close", "merge", "void")
# said once, it is said until somebody else has moved
ONCE = ("escalate", "take", "acknowledge", "remind", "supervise", "ask_extension", "decline")


def ranked(matter: Matter, offers: list[dict[str, Any]], reading: Reading) -> list[dict[str, Any]]:
    """The offers, the next act first, each with `leads`: whether it may be the largest thing on a screen.

    An emergency nobody has seen is acknowledged or taken, and a call answered, before all. Those that are not to be offered
    (`is_offered`) stand last.
    """
    standing = reading.standing(matter)
    first = ("acknowledge", "take") if matter.climb_at is not None else ()
    order = (*first, "attend", *NEXT.get(matter.state, ()), *ELSEWHERE)
    names = [offer["name"] for offer in offers]

    def place(offer: dict[str, Any]) -> tuple[bool, int]:
        name = _as(offer["name"], matter, standing)
        rank = 50 + names.index(offer["name"])
        if name in order:
            rank = order.index(name)
        elif name in LAST:
            rank = 100 + LAST.index(name)
        return not is_offered(offer["name"], matter, reading), rank

    for offer in offers:
        offer["leads"] = _as(offer["name"], matter, standing) in LEADING
    return sorted(offers, key=place)


def _as(name: str, matter: Matter, standing: Standing) -> str:
    """The move as what it means here: taking what somebody has is taking over; the holder passes on what is too much."""
    if (
        name == "take"
        and matter.holder_person not in (None, standing.me)
        and matter.state in (REPORTED, IN_HAND)
    ):
        return "take_over"
    if name == "escalate" and matter.holder_person == standing.me and matter.urgency != "emergency":
        return "pass_on"
    return "unheard_answer" if name == "answer" and not matter.resident_asked else name


def is_offered(name: str, matter: Matter, reading: Reading) -> bool:
    """Not what the reader has just done, and not what nobody would hear; both stay open (the red button, a queued op)."""
    return not (_is_just_done(name, matter, reading) or _is_unheard(name, matter, reading.standing(matter)))


def _is_just_done(name: str, matter: Matter, reading: Reading) -> bool:
    me = reading.reach.person
    if name not in ONCE or not me:
        return False
    if name == "take" and matter.state == REPORTED and me == matter.finder == matter.holder_person:
        return True  # 先记下，我来办 was the report itself
    for entry in reversed(reading.entries[matter.id]):
        if entry.by != me:
            return False
        if entry.verb == name:
            return True
    return False


def _is_unheard(name: str, matter: Matter, standing: Standing) -> bool:
    """Above the top there is nobody; nobody reminds themselves; no resident reads what no resident asked."""
    if name == "answer":
        return not matter.resident_asked and matter.holder_person == standing.me
    if name == "escalate":
        return standing.ground.next_level(matter.level) is None
    return name in ("remind", "supervise") and standing.is_holder()
