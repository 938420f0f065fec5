"""By which terms a matter is found: the one place where a matter is written, its terms with it, in one transaction.

A list is a walk along `MatterTerm`: one row for each term of a matter and each list that it stands in. The terms are
`area:CODE` for every area above its place or its level, `person:`, `unit:` and `desk:` for who holds it, found it, supports
it or was called to it, and `asks:TERM` for whom it waits (`workflow/asks.py`). They only find: whether somebody may see a
matter, and whether it waits for them, is judged by the matter and the tree as they are now.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from app.core import clock
from app.core.db import Row
from app.core.prepared import Prepared, given
from app.matters import search_index
from app.matters.area_staff import Ground
from app.matters.models import SHELVED, Call, Matter, Support
from app.matters.queries import order
from app.matters.timing import hotline
from app.matters.workflow import asks
from app.matters.workflow.asks import Called

# the lists: of what is over, of what is open twice, of what has ended, of what is shelved, of what a desk watches, of what a
# resident waits to be answered, of what a joint meeting has to settle, and of the hotline's tickets whose clocks run
OVER, OPEN_ONES, TO_DO, ENDED, PUT_OFF, WATCHED, TO_ANSWER, TO_MEET, TICKETS = range(9)
# where a matter stands in each: by receipt, by receipt, in the order of work, by its end, by the day it comes back, by the date
# that the desk set, by when the answer is due, by since when nobody has it, by the nearest of the hotline's clocks
PLACES: dict[int, Callable[[Matter], int]] = {
    OVER: lambda matter: matter.received_at,
    OPEN_ONES: lambda matter: matter.received_at,
    TO_DO: order.key,
    ENDED: lambda matter: matter.closed_at or matter.received_at,
    PUT_OFF: lambda matter: matter.shelved_until or clock.LATEST,
    WATCHED: lambda matter: matter.supervised_until or clock.LATEST,
    TO_MEET: lambda matter: matter.joint_since or clock.LATEST,
    TO_ANSWER: lambda matter: matter.answer_due or clock.LATEST,
    TICKETS: lambda matter: matter.ticket_at or clock.LATEST,
}
AT_ONCE = 200  # rows of one insertion


class MatterTerm(Row):
    """A matter in one list under one term; the key is the order in which lists are walked."""

    term = TextField()
    list = IntegerField()
    place = BigIntegerField()
    matter = TextField()

    class Meta:
        primary_key = CompositeKey("term", "list", "place", "matter")


Key = tuple[str, int, int, str]  # term, list, place, matter
_CALLS = Prepared(
    lambda: (
        Call.select(Call.unit, Call.state, Call.listed)
        .where(Call.matter == given("matter"))
        .order_by(Call.entry, Call.unit)
    )
)
_SUPPORTS = Prepared(
    lambda: (
        Support.select(Support.kind, Support.code, Support.state)
        .where(Support.matter == given("matter"))
        .order_by(Support.kind, Support.code)
    )
)


_RENEWAL = Prepared(
    lambda: Matter.update(
        keyed=given("keyed", Matter.keyed.db_value), indexed=given("indexed")
    ).where(Matter.id == given("id"))
)  # fmt: skip


def store(matter: Matter, ground: Ground, is_new: bool = False) -> None:
    """Write the matter and, where they differ from before, its terms; inside the caller's transaction."""
    before = keys(matter.id, matter.keyed)
    hotline.settle(matter)
    matter.keyed = keyed_of(matter, ground, *(((), ()) if is_new else _around(matter.id)))
    matter.indexed = search_index.digest_if_written(matter)
    matter.save(force_insert=is_new)
    _write(before, keys(matter.id, matter.keyed))


def renew(matter: Matter, ground: Ground) -> bool:
    """Write its terms alone as they should be, inside the caller's transaction; whether they were otherwise."""
    before, fresh = matter.keyed, keyed_now(matter, ground)
    if before == fresh:
        return False
    matter.keyed = fresh
    matter.indexed = search_index.digest_if_written(matter)
    _RENEWAL.change(keyed=fresh, indexed=matter.indexed, id=matter.id)
    _write(keys(matter.id, before), keys(matter.id, fresh))
    return True


def keyed_now(matter: Matter, ground: Ground) -> list[Any]:
    """`keyed_of` with its calls and supports as they stand."""
    return keyed_of(matter, ground, *_around(matter.id))


def keyed_of(
    matter: Matter, ground: Ground, calls: Iterable[Called], supports: Iterable[tuple[str, str, str]]
) -> list[Any]:
    """What `Matter.keyed` holds: [[[list, place] …], [term …]].

    calls: its calls; supports: (kind, code, state) of who supports it.
    """
    desk, unit, person = matter.holder()
    named = [("person", person), ("person", matter.finder), ("unit", unit), ("desk", desk)]
    named += [("unit", call.unit) for call in calls]
    named += [(kind, code) for kind, code, _ in supports]
    parts = [(kind, code) for kind, code, state in supports if state == "open"]
    terms = [f"area:{code}" for code in (*ground.chain(matter.area), *ground.chain(matter.level))]
    terms += [f"{kind}:{code}" for kind, code in named if code is not None]
    terms += [f"asks:{term}" for term in asks.asked(matter, ground, calls, parts)]
    return [_lists_of(matter), list(dict.fromkeys(terms))]


def _lists_of(matter: Matter) -> list[list[int]]:
    """The lists that it stands in, each with its place there."""
    numbers = [OPEN_ONES, TO_DO] if matter.is_open() else [OVER, ENDED]
    if matter.state == SHELVED:
        numbers.append(PUT_OFF)
    if matter.is_open() and matter.supervised_until is not None:
        numbers.append(WATCHED)
    if matter.is_open() and matter.answer_due is not None:
        numbers.append(TO_ANSWER)
    if matter.is_open() and matter.joint_since is not None:
        numbers.append(TO_MEET)
    if matter.ticket_at is not None:  # open or not: an answer that was not sent is waited for
        numbers.append(TICKETS)
    return [[number, PLACES[number](matter)] for number in numbers]


def keys(matter: str, keyed: list[Any] | None) -> list[Key]:
    """The rows that this value of `Matter.keyed` stands for."""
    if keyed is None:
        return []
    lists, terms = keyed
    return [(term, number, place, matter) for number, place in lists for term in terms]


def insert(rows: list[Key]) -> None:
    """Add these rows."""
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        holes = {
            f"{name}{at}": value
            for at, row in enumerate(part)
            for name, value in zip("tlpm", row, strict=True)
        }
        _insertion(len(part)).send(**holes)


_FIELDS = (MatterTerm.term, MatterTerm.list, MatterTerm.place, MatterTerm.matter)


@functools.cache
def _insertion(count: int) -> Prepared:
    rows = [tuple(given(f"{name}{at}") for name in "tlpm") for at in range(count)]
    return Prepared(lambda: MatterTerm.insert_many(rows, _FIELDS))


_DELETION = Prepared(
    lambda: MatterTerm.delete().where(
        MatterTerm.term == given("term"),
        MatterTerm.list == given("list"),
        MatterTerm.place == given("place"),
        MatterTerm.matter == given("matter"),
    )
)


def _write(before: list[Key], now: list[Key]) -> None:
    """Only what differs."""
    kept = set(before).intersection(now)
    for term, number, place, matter in before:
        if (term, number, place, matter) not in kept:
            _DELETION.send(term=term, list=number, place=place, matter=matter)
    insert([key for key in now if key not in kept])


def _around(matter: str) -> tuple[list[Called], list[tuple[str, str, str]]]:
    """The calls and supports of the matter."""
    calls = [Called(*row) for row in _CALLS.rows(matter=matter)]
    return calls, [(kind, code, state) for kind, code, state in _SUPPORTS.rows(matter=matter)]
