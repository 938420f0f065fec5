"""Brings the database's tables to the version this code needs, once, under a lock."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path

from playhouse.migrations import Runner

from app.core import db

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
MIGRATE_LOCK = 4_715_002

log = logging.getLogger("gridwalk.migrate")


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


class Unmigrated(Exception):
    """A sentence for the operator."""


def require() -> None:
    """Unmigrated where steps are pending; a database that does not answer is only said to be away."""
    if not db.healthy():
        log.warning("the database does not answer yet; until it does, every call is answered 503")
        return
    waiting = pending()
    db.let_go()
    if waiting:
        raise Unmigrated(f"run `gridwalk migrate` first: {', '.join(waiting)}")


def migrate(data_dir: Path) -> list[str]:
    """Take every step that is pending and return their names; a fresh store also gets its server id and epoch."""
    db.connect()
    with _alone(data_dir):
        done = Runner(db.database.obj, str(FOLDER)).up()
        with db.transaction():
            for key in ("server", "epoch"):
                if not db.Meta.read(key):
                    db.Meta.write(key, secrets.token_hex(16))
    return list(done)
