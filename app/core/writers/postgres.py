"""PostgreSQL as one of many nodes uses it: writes as if each were alone, done again where one was not, and what of the ledger is settled.

Every write is one SERIALIZABLE transaction: PostgreSQL lets those run side by side whose effect is that of one after the
other, and gives up one of those that would not be. Whoever began that one does it again (`repeated`).

Numbers of the ledger are drawn before their transactions commit, so a reader that has seen number 10 may find number 9
later. A cursor therefore goes no further than what is settled: before a writer draws a number it notes the last one drawn
so far, as an advisory lock that ends with its transaction, however that ends. What no living writer's note lies below is
settled. No writer waits for another on its account, no process is needed for it, and none can hang with it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from peewee import DatabaseError, OperationalError, PostgresqlDatabase

T = TypeVar("T")

SERIALIZABLE = "SERIALIZABLE"
# SQLSTATE: serialization failure, deadlock; and a key that another had just written, which is one of the two in another coat
GIVEN_UP = frozenset({"40001", "40P01", "23505"})
ENDED = "25P02"  # in failed sql transaction
TRIES = 12
PAUSE = 0.002  # seconds before the second try, of which each further one waits up to twice as long
LONGEST = 0.25  # seconds of one pause
HELD = 30_000  # ms for which a transaction whose node has vanished may hold what it holds
# seconds to connect, ms without an answer: a server that has vanished must not keep a thread for minutes
PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "options": f"-c idle_in_transaction_session_timeout={HELD}",
}

TAG = 4_715  # any constant that fits 23 bits: our notes among a database's advisory locks, above 40 bits of a number
DRAWN = "coalesce(pg_sequence_last_value(to_regclass('entry_seq_seq')), 0)"
NOTE = f"select pg_advisory_xact_lock_shared(({TAG}::bigint << 40) | {DRAWN})"
LOWEST_NOTE = f"""
    select min(((classid::bigint << 32) | objid::bigint) & ((1::bigint << 40) - 1)) from pg_locks
    where locktype = 'advisory' and objsubid = 1 and classid::bigint >> 8 = {TAG}
    and database = (select oid from pg_database where datname = current_database())
"""


class TakenBack(OperationalError):
    """An error ended the whole transaction, also what had been written before it: nothing of it is there."""


def settled(database: PostgresqlDatabase) -> int:
    """The number up to which every entry of the ledger that will ever be there is there, for whoever reads from now on.

    The order of the two questions matters: a writer notes before it draws, so whoever drew what the first has seen is
    seen by the second, or has ended.
    """
    drawn = database.execute_sql(f"select {DRAWN}").fetchone()[0]
    note = database.execute_sql(LOWEST_NOTE).fetchone()[0]
    return int(drawn if note is None else min(drawn, note))


def is_given_up(error: BaseException) -> bool:
    """Whether PostgreSQL gave this transaction up for another's sake, so that it may be done again."""
    return _sqlstate(error) in GIVEN_UP


def has_ended(error: BaseException) -> bool:
    """Whether the error says that an earlier one has ended the transaction."""
    return isinstance(error, TakenBack) or _sqlstate(error) == ENDED


def _sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's name of a database's error."""
    if not isinstance(error, DatabaseError):
        return None
    name: str | None = getattr(getattr(error, "orig", None), "sqlstate", None)
    return name


def repeated(work: Callable[[], T]) -> T:
    """Do `work`, whose writes are one transaction, and again from its beginning while that is given up for another's sake.

    What it fails with at last is not tried again by an outer `repeated`.
    """
    for attempt in range(TRIES):
        try:
            return work()
        except DatabaseError as error:
            if getattr(error, "tried", False) or not is_given_up(error):
                raise
            if attempt == TRIES - 1:
                error.tried = True
                raise
        time.sleep(random.uniform(0, min(LONGEST, PAUSE * 2**attempt)))
    raise AssertionError("unreachable")
