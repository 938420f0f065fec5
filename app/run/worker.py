"""The background worker: looks at the clock's table until it is told to end."""

from __future__ import annotations

import logging
import signal
import threading

from app import jobs, open_store
from app.core import db, migrate
from app.run import log
from app.settings import Settings

PAUSE = 1.0  # seconds between two looks: how long a notice waits at most


def run(settings: Settings) -> None:
    """Run what is due until SIGTERM or SIGINT; a piece of work under way is finished first.

    While the database is away it waits, also at the start. migrate.Unmigrated on a store that is not migrated.
    """
    log.install()
    open_store(settings)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    _await_database(ended)
    migrate.require()
    while not ended.is_set():
        jobs.run_due(stop=ended.is_set)
        ended.wait(PAUSE)
        _await_database(ended)


def _await_database(ended: threading.Event) -> None:
    """Return when the database answers, or the process is to end."""
    if db.healthy():
        return
    log = logging.getLogger("gridwalk.worker")
    log.warning("the database does not answer; waiting for it")
    while not ended.wait(PAUSE):
        if db.healthy():
            log.info("the database answers again")
            return
