"""The clocks of a hotline's ticket: its sheet sets them, they go before ours, and each is stopped by a move of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core import clock
from app.core.words import mark
from app.matters.models import DISPATCHED, REPORTED, Matter

SIGN, CONTACT, RETURN, ANSWER = "sign", "contact", "return", "reply"
CLOCKS: Mapping[str, str] = {
    SIGN: mark("签收时限"),
    CONTACT: mark("联系诉求人时限"),
    RETURN: mark("退单时限"),
    ANSWER: mark("答复时限"),
}
NEAR_SHARE = 0.8  # of a clock's time after which whoever has it is reminded
LOOKED_AT = (SIGN, CONTACT)  # what runs until the answer is looked after by the deadline of the matter itself


def ticket_of(source: str, number: str, due: Mapping[str, int], since: int) -> dict[str, Any]:
    """What `Matter.ticket` holds: whose number, by clock until when (epoch ms), what has stopped it, how often they were rung."""
    near = {name: since + round((until - since) * NEAR_SHARE) for name, until in due.items()}
    return {"source": source, "number": number, "due": dict(due), "near": near, "done": {}, "tries": 0}


def running(matter: Matter) -> dict[str, int]:
    """By clock until when, for those that nothing has stopped; one may be returned until somebody has it in hand."""
    ticket = matter.ticket
    if ticket is None:
        return {}
    left = {name: until for name, until in ticket["due"].items() if name not in ticket["done"]}
    if RETURN in left and (matter.state not in (REPORTED, DISPATCHED) or left[RETURN] <= clock.now()):
        del left[RETURN]
    return left


def nearest(matter: Matter) -> tuple[str, int] | None:
    """The clock that runs out first, and when."""
    return min(running(matter).items(), key=lambda item: item[1], default=None)


def answer_by(matter: Matter) -> int | None:
    """Until when the hotline wants its answer, while it has none: the deadline of the matter, whatever ours would be."""
    return running(matter).get(ANSWER)


def stop(matter: Matter, *names: str) -> None:
    """These clocks stand from now on (not saved); one that stood before keeps its moment."""
    done = {name: clock.now() for name in names if name == ANSWER or name in matter.ticket["due"]}
    change(matter, done={**done, **matter.ticket["done"]})


def change(matter: Matter, **changes: Any) -> None:
    """The ticket with these members (not saved), as another value: what a move changed can be told and taken back."""
    matter.ticket = {**matter.ticket, **changes}


def move_on(matter: Matter, due: Mapping[str, int]) -> None:
    """The hotline has set these clocks anew (not saved); the answer's is the matter's deadline too."""
    now = clock.now()
    near = {name: now + round((until - now) * NEAR_SHARE) for name, until in due.items()}
    reminded = {key: value for key, value in matter.ticket.get("told", {}).items() if key not in due}
    change(matter, due={**matter.ticket["due"], **due}, near={**matter.ticket["near"], **near}, told=reminded)


def come_again(matter: Matter, due: Mapping[str, int]) -> None:
    """The hotline has sent it once more (not saved): nothing has stopped its clocks yet."""
    since = clock.now()
    fresh = ticket_of(matter.ticket["source"], matter.ticket["number"], due, since)
    change(matter, **fresh, told={}, returned=None, asked_until=None)


def wait_again(matter: Matter) -> None:
    """The hotline has heard that it is not solved (not saved): another answer is waited for, in our own time, for it sets none."""
    kept = {
        name: {key: at for key, at in matter.ticket[name].items() if key != ANSWER}
        for name in ("due", "near", "done")
    }
    change(matter, **kept)


def override(matter: Matter) -> bool:
    """Let the hotline's clock be the matter's deadline (not saved); False where none runs."""
    until = answer_by(matter)
    if until is None:
        return False
    near = matter.ticket["near"][ANSWER]
    matter.due, matter.due_note, matter.late_told = until, None, False
    matter.near_at = max(near, clock.now()) if until > clock.now() else None
    return True


def settle(matter: Matter) -> None:
    """Where it stands among tickets, and when the clock looks at it next (not saved); called whenever a matter is written."""
    if matter.ticket is None:
        return
    first = nearest(matter)
    matter.ticket_at = first[1] if first is not None else None
    matter.ticket_look = min(_looks(matter), default=None)


def _looks(matter: Matter) -> list[int]:
    reminded: Mapping[str, str] = matter.ticket.get("told", {})
    looks = []
    for name, until in running(matter).items():
        if name == RETURN:
            looks.append(until)
        elif name in LOOKED_AT and reminded.get(name) != "late":
            looks.append(until if reminded.get(name) == "near" else min(matter.ticket["near"][name], until))
    return looks


def to_tell(matter: Matter) -> tuple[str, str, int] | None:
    """(clock, "near" or "late", until when) of what is to be told now; None where a clock is only over."""
    now, reminded = clock.now(), matter.ticket.get("told", {})
    for name, until in running(matter).items():
        if name not in LOOKED_AT or reminded.get(name) == "late":
            continue
        if until <= now:
            return name, "late", until
        if matter.ticket["near"][name] <= now and reminded.get(name) != "near":
            return name, "near", until
    return None


def is_unanswered(matter: Matter) -> bool:
    """Whether the hotline has no answer yet, and it was not given back."""
    return matter.ticket is not None and ANSWER not in matter.ticket["done"]


def is_to_sign(matter: Matter) -> bool:
    """Whether nobody has signed for it yet."""
    return matter.ticket is not None and SIGN in running(matter)


def is_asked_to_count(matter: Matter) -> bool:
    """Whether it is a ticket of which nobody has asked that it be left out of the rates."""
    return matter.ticket is not None and not matter.ticket.get("not_counted")


def lines(matter: Matter) -> list[tuple[str, int, int | None]]:
    """(the clock's words, until when, when it was stopped) of each, in the order in which they come."""
    if matter.ticket is None:
        return []
    done = matter.ticket["done"]
    return [
        (words, matter.ticket["due"][name], done.get(name))
        for name, words in CLOCKS.items()
        if name in matter.ticket["due"]
    ]
