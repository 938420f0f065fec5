"""What changed within a person's reach, in the order in which it was committed; and what has a numbering of its own."""

from __future__ import annotations

import base64
import binascii
import hashlib
import heapq
from collections.abc import Callable, Iterable
from typing import Any

from app.areas.access.reach import reach_of
from app.core import db, decode
from app.core.problems.problem import Problem
from app.ledger.outcome import Change
from app.matters.views import feed as matters
from app.patrol import feed as patrol
from app.patrol.errands import feed as errands
from app.people.models import Person

LIMIT, LIMIT_MOST = 200, 500
# which keys the feeds send: another number makes phones fetch everything again (2: a matter has asks and late_at)
SHAPE = 2

# (person, after this ledger number, at most, language) → ordered by number
Feed = Callable[[Person, int, int, str], Iterable[Change]]
FEEDS: tuple[Feed, ...] = (
    matters.feed,
    lambda person, after, limit, _: patrol.feed(person, after, limit),
    errands.feed,
)
# feeds numbered apart from the ledger, in the order of their numbers in a cursor; registered in create_app
_apart: dict[str, Feed] = {}


def register(kind: str, feed: Feed) -> None:
    """Another slice's feed, whose things have a numbering of their own."""
    _apart[kind] = feed


def since(person: Person, cursor: str, limit: str, language: str = "zh") -> dict[str, Any]:
    """The contract's answer; Problem bad-value for a cursor or limit that is none.

    `restart` is true where the cursor was made under another reach or epoch: what follows is everything, and what
    the phone held before and is not in it is no longer the person's.
    """
    most = _limit(limit)
    mark = _mark(person)
    numbers, restart = _read(cursor, mark)
    settled = db.settled()  # before anything is read: up to there nothing can come in between any more
    now: list[Change] = []
    more = False
    for place, feeds in enumerate([FEEDS, *([part] for part in _apart.values())]):
        room = most - len(now)
        all_of = (feed(person, numbers[place], room + 1, language) for feed in feeds)
        changes = list(heapq.merge(*all_of, key=lambda part: part.seq))
        if feeds is FEEDS:
            changes = [part for part in changes if part.seq <= settled]
        more |= len(changes) > room
        now += changes[:room]
        numbers[place] = changes[:room][-1].seq if changes[:room] else numbers[place]
    answer: dict[str, Any] = {
        "cursor": _write(numbers, mark),
        "changes": [
            {"kind": part.kind, "id": part.id, "version": part.version, "data": part.data}
            for part in now
            if part.data is not None
        ],
        "gone": [{"kind": part.kind, "id": part.id} for part in now if part.data is None],
        "more": more,
    }
    return {**answer, "restart": True} if restart else answer


def _limit(text: str) -> int:
    if not text:
        return LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= LIMIT_MOST):
        raise Problem("bad-value", ("limit", "out-of-range", {"least": 1, "most": LIMIT_MOST}))
    return int(text)


def _mark(person: Person) -> str:
    """What a cursor hangs on besides its number: this store's epoch, the person's posts, and the shape of what is sent."""
    posts = sorted(f"{post.role} {post.area_id} {post.unit_id}" for post in reach_of(person).posts)
    return hashlib.sha256(
        "\n".join([str(SHAPE), db.Meta.value_of("epoch"), person.id, *posts]).encode()
    ).hexdigest()[:12]


def _write(numbers: list[int], mark: str) -> str:
    text = "-".join(str(number) for number in numbers)
    return base64.urlsafe_b64encode(f"{text}.{mark}".encode()).decode().rstrip("=")


def _read(cursor: str, mark: str) -> tuple[list[int], bool]:
    """The numbers to go on after (of the ledger and of each feed apart from it), and whether everything starts again."""
    start = [0] * (1 + len(_apart))
    if not cursor:
        return start, False
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
        digits, _, written_mark = text.partition(".")
        numbers = [int(number) for number in digits.split("-")]
    except (binascii.Error, ValueError) as error:
        raise Problem("bad-value", ("since", "bad-value")) from error
    if len(cursor) > 100 or len(numbers) > len(start) or not all(0 <= n <= decode.INT_MOST for n in numbers):
        raise Problem("bad-value", ("since", "bad-value"))
    return (numbers + start[len(numbers) :], False) if written_mark == mark else (start, True)
