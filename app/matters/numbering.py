"""Gives each matter its number: the day in the city and a count that starts anew every day."""

from __future__ import annotations

from app.core import clock
from app.matters.models import Counter


def next_number(series: str = "") -> str:
    """`YYMMDD-nnnn` by the server's date, behind the letter of a `series` of its own; call inside the write transaction, where writers queue."""
    day = series + clock.today().strftime("%y%m%d")
    Counter.insert(day=day, last=1).on_conflict(
        conflict_target=[Counter.day], update={Counter.last: Counter.last + 1}
    ).execute()
    return f"{day}-{Counter.get_by_id(day).last:04}"
