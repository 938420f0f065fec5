"""Writers of one SQLite file take turns, threads and processes alike: whoever waited writes before whoever has just written.

SQLite's own waiting sleeps and tries again: it is late by up to a tenth of a second, and lets the unlucky one starve. Two
locks do better. Whoever holds `next` is the one who waits for `writer` and gives `next` up when it has it; who has just
written has to get `next` again first, and so comes behind the one who waits. Between processes they are two files beside
the database, locked by flock(2), which the system gives back when a process dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ENDINGS = (".next", ".writer")  # of the two files, after the database's name


class TooLong(Exception):
    """Others have been writing for longer than one waits."""


class Turns:
    """The turns of one database file; `patience` is how many seconds a writer waits for the others."""

    def __init__(self, database: Path, patience: float) -> None:
        self._paths = [database.with_name(database.name + ending) for ending in ENDINGS]
        self._patience = patience
        self._next, self._writer = threading.Lock(), threading.Lock()  # among the threads of this process
        self._files: _Files | None = None

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Write while inside. TooLong when one's turn does not come."""
        until = time.monotonic() + self._patience
        _acquire(self._next, until)
        try:
            _acquire(self._writer, until)
        finally:
            self._next.release()
        try:
            files = self._locked(until)
            try:
                yield
            finally:
                files.unlock()
        finally:
            self._writer.release()

    def _locked(self, until: float) -> _Files:
        """The two files, `writer` locked. Only one thread of a process is here at a time."""
        files = self._files
        if files is None or files.process != os.getpid():  # a child shares the locks of its parent's openings
            files = self._files = _Files(self._paths)
        if not files.lock(until):
            self._files = None  # whoever waits for these two still does, and gives back what comes too late
            raise TooLong
        return files


def _acquire(lock: threading.Lock, until: float) -> None:
    if not lock.acquire(timeout=max(0.0, until - time.monotonic())):
        raise TooLong


class _Files:
    """The two files as one process has them open. flock knows no time-out, so where they are taken a thread waits."""

    def __init__(self, paths: list[Path]) -> None:
        self.process = os.getpid()
        self._next, self._writer = (
            os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for path in paths
        )
        self._asked: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._come = threading.Semaphore(0)
        self._deciding = threading.Lock()
        self._is_left = False

    def lock(self, until: float) -> bool:
        """Whether `writer` was locked in time; where it was not, this is used no more."""
        if _take(self._next) and _take(self._writer):
            self._free(self._next)
            return True
        if self._thread is None:
            self._thread = threading.Thread(target=self._wait, name="turns", daemon=True)
            self._thread.start()
        self._asked.put(True)
        if self._come.acquire(timeout=max(0.0, until - time.monotonic())):
            return True
        with self._deciding:
            self._is_left = not self._come.acquire(blocking=False)
            return not self._is_left

    def unlock(self) -> None:
        """Let the next one write."""
        self._free(self._writer)

    def _wait(self) -> None:
        while self._asked.get():
            fcntl.flock(self._next, fcntl.LOCK_EX)  # ours already where only `writer` was taken
            fcntl.flock(self._writer, fcntl.LOCK_EX)
            self._free(self._next)
            with self._deciding:
                if not self._is_left:
                    self._come.release()
                    continue
            self._close()
            return

    @staticmethod
    def _free(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_UN)

    def _close(self) -> None:
        numbers, self._next, self._writer = (self._next, self._writer), -1, -1
        for number in numbers:
            with contextlib.suppress(OSError):
                os.close(number)

    def __del__(self) -> None:
        self._close()


def _take(number: int) -> bool:
    """Whether the lock was free and is held now."""
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
