"""What one of several workers has taken up is left alone by the others; whoever dies holds nothing any longer.

Of SQLite there is one worker (`app/run/locks.py`); PostgreSQL keeps who holds what by the line it was asked on.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from peewee import PeeweeException

from app.core import db
from app.core.writers import postgres


@contextmanager
def claim(name: str) -> Iterator[bool]:
    """Whether nobody else had what is called so; while inside, nobody else gets it. Outside of a transaction."""
    if db.is_sqlite():
        yield True
        return
    number = zlib.crc32(name.encode()) - (1 << 31)
    if not _ask("pg_try_advisory_lock", number):
        yield False
        return
    try:
        yield True
    finally:
        with suppress(PeeweeException):  # the line is over, and with it the claim
            _ask("pg_advisory_unlock", number)


def skip_taken(query: Any) -> Any:
    """The query without the rows that another transaction has taken up and not done with; nobody else takes up these."""
    return query if db.is_sqlite() else query.for_update("FOR UPDATE SKIP LOCKED")


def _ask(function: str, number: int) -> bool:
    return bool(
        db.database.execute_sql(f"SELECT {function}({postgres.TAG}, %s::int)", (number,)).fetchone()[0]
    )
