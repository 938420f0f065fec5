"""What changed within a person's reach, in the order in which it was committed; and what has a numbering of its own."""

from __future__ import annotations

import base64
import binascii
import hashlib
import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from peewee import fn

from app.areas.access.reach import Reach
from app.areas.access.readers import reach_for
from app.areas.duty import absences
from app.campaigns import feed as campaigns
from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.ledger.outcome import Change
from app.matters.views import feed as matters
from app.matters.views import outside
from app.patrol import feed as patrol
from app.patrol.errands import feed as errands
from app.people.models import Person
from app.places import feed as places
from app.storms import feed as storms

LIMIT, LIMIT_MOST = 200, 500
# which keys the feeds send: another number makes phones fetch everything again (2: a matter has asks and late_at; 3: light rows; 4: places,
# and how long a storm's list may be kept)
SHAPE = 4
STALE = 10_000  # entries behind which a phone is given what one that begins anew is

# (person, after this ledger number, at most, language) → ordered by number
Feed = Callable[[Person, int, int, str], Iterable[Change]]
# besides that of matters; they give a phone that begins anew what it should carry
OTHERS = (patrol.feed, errands.feed, storms.feed, places.feed, campaigns.feed)
# feeds numbered apart from the ledger, in the order of their numbers in a cursor; registered in create_app
_apart: dict[str, Feed] = {}


@dataclass(frozen=True)
class Since:
    """After which numbers to go on, of the ledger and of each feed apart from it.

    `until`: the ledger's newest number when the phone began anew, as long as it is being given what it begins with.
    """

    numbers: list[int]
    until: int | None = None


def register(kind: str, feed: Feed) -> None:
    """Another slice's feed, whose things have a numbering of their own."""
    _apart[kind] = feed


def since(reader: Person | Reach, cursor: str, limit: str, language: str = "zh") -> dict[str, Any]:
    """The contract's answer; Problem bad-value for a cursor or limit that is none. Another system is told of matters alone.

    `restart` is true where the cursor was made under another reach or epoch, or too long ago: what follows is everything a
    phone is given, and what it held before and is not in that is no longer the person's, or too much to carry. `partial` is
    true where there is more within reach than a phone is given: the rest is found by asking.
    """
    most = _limit(limit)
    mark = _mark(reader)
    asked = _read(cursor, mark)
    settled = db.settled()  # before anything is read: up to there nothing can come in between any more
    newest = min(settled, Entry.select(fn.MAX(Entry.seq)).scalar() or 0)
    if asked is not None and asked.until is None and newest - asked.numbers[0] > STALE:
        asked = None
    begins = asked is None
    if asked is None:
        asked = Since([0] * (1 + len(_apart)), newest)
    carried = None if asked.until is None else matters.carried_by(reader)
    found, rest, more = _changes(reader, asked, carried, newest, most, language)
    answer: dict[str, Any] = {
        "cursor": _write(rest, mark),
        "changes": [
            {
                "kind": part.kind,
                "id": part.id,
                "version": part.version,
                "data": outside.as_read(part.data, reader),
            }
            for part in found
            if part.data is not None
        ],
        "gone": [{"kind": part.kind, "id": part.id} for part in found if part.data is None],
        "more": more,
    }
    if begins and carried is not None and len(carried) == matters.FIRST_MOST:
        answer["partial"] = True
    return {**answer, "restart": True} if begins and cursor else answer


def _changes(
    reader: Person | Reach, asked: Since, carried: list[str] | None, newest: int, most: int, language: str
) -> tuple[list[Change], Since, bool]:
    """At most so many changes up to the ledger's entry `newest`, where to go on after them, and whether there are more."""
    merged = heapq.merge(*_of_ledger(reader, asked, carried, most + 1, language), key=lambda part: part.seq)
    found = [part for part in merged if part.seq <= newest]
    more = len(found) > most
    found = found[:most]
    numbers, until = list(asked.numbers), asked.until
    if more:
        numbers[0] = found[-1].seq
    elif until is None:
        numbers[0] = max(newest, numbers[0])
    else:
        more, numbers[0], until = newest > until, until, None
    if isinstance(reader, Reach):
        return found, Since(numbers, until), more
    for place, part in enumerate(_apart.values(), 1):
        room = most - len(found)
        fresh = list(part(reader, numbers[place], room + 1, language))
        more |= len(fresh) > room
        found += fresh[:room]
        numbers[place] = fresh[:room][-1].seq if fresh[:room] else numbers[place]
    return found, Since(numbers, until), more


def _of_ledger(
    reader: Person | Reach, asked: Since, carried: list[str] | None, limit: int, language: str
) -> Iterator[Iterable[Change]]:
    """The changes that the ledger numbers, feed by feed, at most `limit` of each.

    carried: the matters that a phone is given which begins anew, as long as it does.
    """
    after, until = asked.numbers[0], asked.until
    if until is None or carried is None:
        yield matters.feed(reader, after, limit, language)
    else:
        yield matters.first(reader, carried, after, until, limit, language)
    if isinstance(reader, Reach):
        return
    for feed in OTHERS:
        changes = feed(reader, after, limit, language, is_first=until is not None)
        yield [change for change in changes if until is None or change.seq <= until]


def _limit(text: str) -> int:
    if not text:
        return LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= LIMIT_MOST):
        raise Problem("bad-value", ("limit", "out-of-range", {"least": 1, "most": LIMIT_MOST}))
    return int(text)


def _mark(reader: Person | Reach) -> str:
    """What a cursor hangs on besides its number: this store's epoch, the reader's posts, whether they are absent, and the shape of what is sent."""
    reach = reach_for(reader)
    posts = sorted(f"{post.role} {post.area_id} {post.unit_id}" for post in reach.posts)
    if absences.is_absent(reach.person, clock.today()):
        posts.append("absent")
    return hashlib.sha256(
        "\n".join([str(SHAPE), db.Meta.value_of("epoch"), reach.person, *posts]).encode()
    ).hexdigest()[:12]


def _write(rest: Since, mark: str) -> str:
    until = "" if rest.until is None else f"~{rest.until}"
    first, *others = (str(number) for number in rest.numbers)
    text = "-".join([first + until, *others])
    return base64.urlsafe_b64encode(f"{text}.{mark}".encode()).decode().rstrip("=")


def _read(cursor: str, mark: str) -> Since | None:
    """Where the cursor goes on; None where everything begins anew."""
    if not cursor:
        return None
    start = [0] * (1 + len(_apart))
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
        digits, _, written_mark = text.partition(".")
        first, *others = digits.split("-")
        ledger, tilde, limit = first.partition("~")
        numbers = [int(number) for number in (ledger, *others)]
        until = int(limit) if tilde else None
    except (binascii.Error, ValueError) as error:
        raise Problem("bad-value", ("since", "bad-value")) from error
    every = [*numbers, until or 0]
    if len(cursor) > 100 or len(numbers) > len(start) or not all(0 <= n <= decode.INT_MOST for n in every):
        raise Problem("bad-value", ("since", "bad-value"))
    return Since(numbers + start[len(numbers) :], until) if written_mark == mark else None
