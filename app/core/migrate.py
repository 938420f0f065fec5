"""Brings the database's tables to the version this code needs, once, under a lock."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

from app.core import db

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
MIGRATE_LOCK = 4_715_002
MOVING = "moving"  # a table in the copy of a store that is not whole yet (`gridwalk move`)

log = logging.getLogger("gridwalk.migrate")

# what fills the rows of former versions, in pieces of their own transactions, once all steps are taken; added in app/__init__.py
_fillings: list[Callable[[], int]] = []


def register_filling(fill: Callable[[], int]) -> None:
    """Add a filling: it does whatever is left to do, and nothing where all is done."""
    if fill not in _fillings:
        _fillings.append(fill)


@contextlib.contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Only one process migrates at a time: a file lock, or an advisory lock on PostgreSQL."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not db.is_sqlite():
            db.database.execute_sql("select pg_advisory_lock(%s)", (MIGRATE_LOCK,))
        try:
            yield
        finally:
            if not db.is_sqlite():
                db.database.execute_sql("select pg_advisory_unlock(%s)", (MIGRATE_LOCK,))


def pending() -> list[str]:
    """Names of the steps that have not been taken."""
    db.connect()
    return [step.name for step in Runner(db.database.obj, str(FOLDER)).status() if step.applied is None]


def newer() -> list[str]:
    """Names of steps taken by a later version, which this code does not know."""
    db.connect()
    return [step.name for step in Runner(db.database.obj, str(FOLDER)).status() if step.path is None]


def begun() -> bool:
    """Whether this store was ever migrated, by whichever version."""
    db.connect()
    return bool(Runner(db.database.obj, str(FOLDER)).applied())


class Unmigrated(Exception):
    """A sentence for the operator: this store and this code are not of one version."""


def require() -> None:
    """Unmigrated where steps are pending, or taken that are not known here; a database that does not answer is only said to be away."""
    if not db.healthy():
        log.warning("the database does not answer yet; until it does, every call is answered 503")
        return
    _require_known()
    waiting = pending()
    db.let_go()
    if waiting:
        raise Unmigrated(f"run `gridwalk migrate` first: {', '.join(waiting)}")


def _require_known() -> None:
    if MOVING in db.database.get_tables():
        db.let_go()
        raise Unmigrated(
            "this is the begun copy of another store: type `gridwalk move` again there, until it is done"
        )
    if unknown := newer():
        db.let_go()
        raise Unmigrated(
            f"this store is of a newer version ({', '.join(unknown)}): nothing was done, its data is as it was. "
            "Run the version that made it, or restore a backup made before the update"
        )


def missing_parts() -> list[str]:
    """The tables, indexes and triggers that a fresh store of this version has and the open one has not, as "index name".

    On SQLite alone: a fresh one is made beside it, in a folder that goes again.
    """
    if not db.is_sqlite():
        return []
    with tempfile.TemporaryDirectory() as folder:
        fresh = db.Database(Path(folder) / "fresh.db")
        try:
            Runner(fresh, str(FOLDER)).up()
            wanted = _parts(fresh)
        finally:
            fresh.close()
    return sorted(wanted - _parts(db.database))


def _parts(database: Any) -> set[str]:
    found = database.execute_sql("select type, name from sqlite_master where name not like 'sqlite_%'")
    return {f"{kind} {name}" for kind, name in found.fetchall()}


def migrate(data_dir: Path) -> list[str]:
    """Take every step that is pending and return their names; a fresh store also gets its server id and epoch.

    Unmigrated on a store of a newer version, which is left alone.
    """
    db.connect()
    with _alone(data_dir):
        _require_known()
        done = Runner(db.database.obj, str(FOLDER)).up()
        with db.transaction():
            for key in ("server", "epoch"):
                if not db.Meta.value_of(key):
                    db.Meta.write(key, secrets.token_hex(16))
        for fill in _fillings:
            fill()
    return list(done)
