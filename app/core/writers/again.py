"""Writes that are done again where PostgreSQL gave them up for another's sake; SQLite gives none up."""

from __future__ import annotations

import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from app.core import db
from app.core.writers import postgres

P = ParamSpec("P")
T = TypeVar("T")

_beside = ThreadPoolExecutor(1, thread_name_prefix="beside")


def repeated(work: Callable[[], T]) -> T:
    """Do `work` again from its beginning while PostgreSQL gives up its one write for another's sake.

    Inside a transaction it is done once: whoever began that begins again.
    """
    return work() if db.database.in_transaction() else postgres.repeated(work)


def one_write(work: Callable[P, T]) -> Callable[P, T]:
    """A function whose whole work is one transaction, done again while that is given up for another's sake."""

    @functools.wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        def written() -> T:
            with db.transaction():
                return work(*args, **kwargs)

        return repeated(written)

    return run


def apart(work: Callable[[], T]) -> T:
    """Do `work` in a transaction of its own, beside the caller's, on another connection; not for SQLite, which has one writer."""

    def written() -> T:
        db.connect()
        try:
            with db.database.atomic(*db.level()):
                return work()
        finally:
            db.let_go()

    return _beside.submit(postgres.repeated, written).result()
