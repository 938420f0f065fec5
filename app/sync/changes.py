"""What changed within a person's reach, in the order in which it was committed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import heapq
from collections.abc import Callable, Iterable
from typing import Any

from app.areas import reach
from app.core import db, decode
from app.core.problems import Problem
from app.ledger.outcome import Change
from app.matters import feed as matters
from app.patrol import errand_feed as errands
from app.patrol import feed as patrol
from app.people.models import Person

LIMIT, LIMIT_MOST = 200, 500

# (person, after this ledger number, at most, language) → ordered by number
Feed = Callable[[Person, int, int, str], Iterable[Change]]
FEEDS: tuple[Feed, ...] = (
    matters.feed,
    lambda person, after, limit, _: patrol.feed(person, after, limit),
    errands.feed,
)


def since(person: Person, cursor: str, limit: str, language: str = "zh") -> dict[str, Any]:
    """The contract's answer; Problem bad-value for a cursor or limit that is none.

    `restart` is true where the cursor was made under another reach or epoch: what follows is everything, and what
    the phone held before and is not in it is no longer the person's.
    """
    most = _limit(limit)
    mark = _mark(person)
    after, restart = _read(cursor, mark)
    found = list(
        heapq.merge(*(feed(person, after, most + 1, language) for feed in FEEDS), key=lambda one: one.seq)
    )
    now, more = found[:most], len(found) > most
    answer: dict[str, Any] = {
        "cursor": _write(now[-1].seq if now else after, mark),
        "changes": [
            {"kind": one.kind, "id": one.id, "version": one.version, "data": one.data}
            for one in now
            if one.data is not None
        ],
        "gone": [{"kind": one.kind, "id": one.id} for one in now if one.data is None],
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
    """What a cursor hangs on besides its number: this store's epoch and the posts the person holds."""
    posts = sorted(f"{post.role} {post.area_id} {post.unit_id}" for post in reach.of(person).posts)
    return hashlib.sha256("\n".join([db.Meta.read("epoch"), person.id, *posts]).encode()).hexdigest()[:12]


def _write(seq: int, mark: str) -> str:
    return base64.urlsafe_b64encode(f"{seq}.{mark}".encode()).decode().rstrip("=")


def _read(cursor: str, mark: str) -> tuple[int, bool]:
    """The number to go on after, and whether everything starts again."""
    if not cursor:
        return 0, False
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
        number, _, its = text.partition(".")
        seq = int(number)
    except (binascii.Error, ValueError) as error:
        raise Problem("bad-value", ("since", "bad-value")) from error
    if len(cursor) > 100 or not 0 <= seq <= decode.INT_MOST:
        raise Problem("bad-value", ("since", "bad-value"))
    return (seq, False) if its == mark else (0, True)
