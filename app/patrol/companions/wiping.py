"""What is destroyed leaves no bytes: neither on pages of SQLite's file that other positions share, nor in the log beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from peewee import PeeweeException

from app.core import db, ids

OWED = "sealed: bytes that are to be wiped"  # which destruction was the last, until its bytes are gone
TABLE = "sealed_fix"
CACHE = 65_536  # KiB


@contextlib.contextmanager
def wiping() -> Iterator[None]:
    """What is deleted meanwhile leaves no bytes in SQLite's file, and what it leaves elsewhere is owed. Inside a transaction."""
    is_sqlite = db.is_sqlite()
    if is_sqlite:
        db.database.execute_sql("pragma secure_delete=on")
    try:
        yield
        db.Meta.write(OWED, ids.uuid7())
    finally:
        if is_sqlite:
            db.database.execute_sql("pragma secure_delete=off")


def rewrite_all_but(over: int) -> None:
    """Destroy what was received by then. Inside a transaction, while `wiping`.

    Of SQLite's pages each is emptied and what stays is written anew: a page that rows of several share keeps copies of
    those that were moved to another page, whatever `secure_delete` does to the rows themselves.
    """
    ask = db.database.execute_sql
    if not db.is_sqlite():
        ask(f"delete from {TABLE} where received <= {db.database.param}", (over,))
        return
    ask("drop table if exists temp.kept_sealed")
    ask(f"create temp table kept_sealed as select * from {TABLE} where received > ?", (over,))
    ask(f"delete from {TABLE}")
    ask(f"insert into {TABLE} select * from kept_sealed")
    ask("drop table temp.kept_sealed")


@contextlib.contextmanager
def in_memory_alone() -> Iterator[None]:
    """What this connection puts aside meanwhile lies in no file, and little is read twice. Outside of any transaction."""
    ask = db.database.execute_sql
    if not db.is_sqlite():
        yield
        return
    before = ask("pragma cache_size").fetchone()[0]
    ask("pragma temp_store=memory")
    ask(f"pragma cache_size=-{CACHE}")
    try:
        yield
    finally:
        ask(f"pragma cache_size={before}")


def is_owed() -> bool:
    """Whether something was destroyed of which bytes may be left."""
    return db.Meta.value_of(OWED) != ""


def settle() -> bool:
    """Empty the log beside SQLite's file, or PostgreSQL's pages, if anything was destroyed since; whether nothing is owed any more.

    Where somebody reads just now, the next sweep does it. Outside of any transaction.
    """
    owed = db.Meta.value_of(OWED)
    if not owed:
        return True
    try:
        if db.is_sqlite():
            if db.database.execute_sql("pragma wal_checkpoint(truncate)").fetchone()[0]:
                return False
        else:
            db.database.execute_sql(f"vacuum {TABLE}")
    except PeeweeException:
        return False
    with db.transaction():  # what was destroyed meanwhile is owed still
        db.Meta.delete().where(db.Meta.key == OWED, db.Meta.value == owed).execute()
    return True
