"""Gives each matter its number: the day in the city and a count that starts anew every day."""

from __future__ import annotations

from app.core import clock
from app.core.prepared import Prepared, given
from app.matters.models import Counter


def next_number(series: str = "") -> str:
    """`YYMMDD-nnnn` by the server's date, behind the letter of a `series` of its own; call inside the write transaction, where writers queue."""
    day = series + clock.today().strftime("%y%m%d")
    return f"{day}-{_NEXT.value(day=day):04}"


_NEXT = Prepared(
    lambda: (
        Counter.insert(day=given("day"), last=1)
        .on_conflict(conflict_target=[Counter.day], update={Counter.last: Counter.last + 1})
        .returning(Counter.last)
    )
)
