"""The background worker: looks at the clock's table until it is told to end."""

from __future__ import annotations

import signal
import threading

from app import log, open_store, tick
from app.core import migrate
from app.settings import Settings

PAUSE = 1.0  # seconds between two looks: how long a notice waits at most


def run(settings: Settings) -> None:
    """Run what is due until SIGTERM or SIGINT; a piece of work under way is finished first."""
    log.install()
    open_store(settings)
    if migrate.pending():
        raise RuntimeError("run `gridwalk migrate` first")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    while not ended.is_set():
        tick.run_due(stop=ended.is_set)
        ended.wait(PAUSE)
