"""Long lists in pieces: where one goes on after its last row, written so that it can stand in an address; rows read page by page."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Any

from app.core import clock, decode
from app.core.problems.problem import Problem

PAGE = 200  # rows that are held at once
MOST = 4 * clock.LATEST  # the largest number a list is ordered by


def pages(query: Any, key: Any) -> Iterator[Any]:
    """Yield the rows of a peewee `query` in the order of the unique column `key`, at most `PAGE` of them in memory.

    What is changed or deleted on the way neither hides a later row nor shows one twice.
    """
    after = query
    while rows := list(after.order_by(key).limit(PAGE)):
        yield from rows
        after = query.where(key > getattr(rows[-1], key.name))


def behind(number: Any, id: Any, place: tuple[int, str], *, is_falling: bool = False) -> Any:
    """The condition of the rows that stand behind `place` in the order of these two columns.

    The bound on the first stands alone as well, so that the walk of an index begins there.
    """
    at, last = place
    if is_falling:
        return (number <= at) & ((number < at) | (id < last))
    return (number >= at) & ((number > at) | (id > last))


def parse_cursor(text: str | None) -> tuple[int, str] | None:
    """(number, id) of the row after which to go on; Problem bad-value on `cursor`."""
    if text is None:
        return None
    try:
        at, last = json.loads(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))
        if type(at) is not int or not 0 <= at <= MOST or not decode.UUID_FORM.fullmatch(last):
            raise ValueError
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise Problem("bad-value", ("cursor", "bad-value")) from error
    return at, last


def format_cursor(at: int, last: str) -> str:
    """The cursor for the row with this number and id, as text; `parse_cursor` reads it back."""
    return base64.urlsafe_b64encode(json.dumps([at, last]).encode()).decode()
