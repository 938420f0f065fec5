"""Gives each matter its number: the day in the city and a count that starts anew every day."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from app.core import clock, db
from app.core.prepared import Prepared, given
from app.core.writers import again
from app.matters.models import Counter

LEASE = 20  # numbers that a process takes at once: as many are left out when it ends

_lock = threading.Lock()
_leases: dict[tuple[object, str], Iterator[int]] = {}


def next_number(series: str = "") -> str:
    """`YYMMDD-nnnn` by the server's date, behind the letter of a `series` of its own; call inside the write transaction.

    In PostgreSQL each process takes some at a time, so that writers do not wait for each other over the one counter: no
    number comes twice, and those that a process had left when it ended never come.
    """
    day = series + clock.today().strftime("%y%m%d")
    number = _LAST.value(day=day, count=1) if db.is_sqlite() else _leased(day)
    return f"{day}-{number:04}"


def _leased(day: str) -> int:
    """The next of the numbers that this process has taken, of which more are taken when they are used up."""
    with _lock:
        lease = _leases.get((db.database.obj, day))
        number = None if lease is None else next(lease, None)
        if number is None:
            last = again.apart(lambda: _LAST.value(day=day, count=LEASE))
            lease = iter(range(last - LEASE + 1, last + 1))
            _leases.clear()  # of other days, and of a store that is not in use any more
            _leases[db.database.obj, day] = lease
            number = next(lease)
    return number


_LAST = Prepared(
    lambda: (
        Counter.insert(day=given("day"), last=given("count"))
        .on_conflict(conflict_target=[Counter.day], update={Counter.last: Counter.last + given("count")})
        .returning(Counter.last)
    )
)
