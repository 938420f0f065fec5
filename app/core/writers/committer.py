"""Writes of many requests commit together: up to 32 of them, or what 10 ms bring, in one durable transaction.

A commit waits for the disk, which costs more than most of what is committed; those who wait anyway may wait for one. Each
piece of work runs in a savepoint of its own, in the order in which it came, so that what one is refused takes nothing of
another's; nobody hears anything before all of it is durable, so that nobody hears of what was taken back. Where the
disk is full, or the commit fails, all of the group hear of that, and come again. Where PostgreSQL gives a group up for the
sake of another node's, each of it is done again alone, and the next groups are smaller until they get through.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

from peewee import OperationalError

from app.core import db
from app.core.writers import again, postgres

log = logging.getLogger("gridwalk.committer")

T = TypeVar("T")
MOST = 32  # pieces of work in one transaction
# seconds after which no further piece is begun in it: others wait for their turn to write. The turn itself costs a commit and
# the hand-over to another process, some five milliseconds: at ten of work a full machine took an eighth less in than at forty
LONGEST = 0.040


class _Piece:
    """A piece of work, and the future by which its caller hears what it returned or raised."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.future: Future[Any] = Future()
        self._work = work
        self._said: Any = None
        self._error: BaseException | None = None

    def do(self) -> None:
        """Do it within the group's transaction. Raises what ends the whole transaction."""
        if (
            not self.future.set_running_or_notify_cancel()
        ):  # its caller has gone: nobody was promised anything
            return
        try:
            with db.transaction():
                self._said = self._work()
        except Exception as error:
            if db.ends_transaction(error):
                raise
            self._error = error

    def do_alone(self) -> None:
        """Do it, whatever became of it in a group, in transactions of its own."""
        if self.future.cancelled():
            return
        self._said, self._error = None, None
        try:
            self._said = postgres.repeated(self._work)
        except Exception as error:
            self._error = error
            db.let_go_after(error)

    def tell(self, failure: BaseException | None) -> None:
        """Let the caller hear how it went, or of the `failure` of the whole group."""
        if self.future.cancelled():
            return
        if failure is not None or self._error is not None:
            self.future.set_exception(failure or self._error)
        else:
            self.future.set_result(self._said)


class Committer(Executor):
    """One thread that does what is submitted, in order; a future is done when what it tells of is durable."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self._most = MOST
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Do `work` in a savepoint of the next group's transaction; it must not wait for anything but the database.

        It opens a transaction for what it writes, so that it can be done again without the group.
        """
        piece = _Piece(lambda: work(*args, **kwargs))
        self._waiting.put(piece)
        return piece.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End after what was submitted so far; with `cancel_futures` after the present group."""
        while cancel_futures and (piece := self._more()) is not None:
            piece.future.cancel()
        self._waiting.put(None)
        if wait:
            self._thread.join()

    def _more(self) -> _Piece | None:
        try:
            return self._waiting.get_nowait()
        except queue.Empty:
            return None

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, is_last = [first], False
            failure: BaseException | None = None
            try:
                is_last = self._together(group)
                self._most = min(MOST, 2 * self._most)
            except Exception as error:
                if db.may_go_apart(error):
                    self._apart(group)
                else:
                    failure = _told(error)
                    with contextlib.suppress(Exception):  # this thread is the only one there is: it goes on
                        db.let_go()
            for piece in group:
                piece.tell(failure)
            if is_last:
                return

    def _together(self, group: list[_Piece]) -> bool:
        """Do the one in the `group` and whatever else is waiting, which is put into it; whether the end was met."""
        with db.transaction():
            until = time.monotonic() + LONGEST
            while True:
                group[-1].do()
                if len(group) >= self._most or time.monotonic() >= until or self._waiting.empty():
                    return False
                piece = self._waiting.get()
                if piece is None:
                    return True
                group.append(piece)

    def _apart(self, group: list[_Piece]) -> None:
        """Nothing of the group was committed: each of it is done alone."""
        self._most = max(1, len(group) // 2)
        for piece in group:
            piece.do_alone()


_ours: Committer | None = None


def use(committer: Committer | None) -> None:
    """Set what commits together in this process; None where each commits alone."""
    global _ours
    _ours = committer


def commit(work: Callable[[], T]) -> T:
    """What `work` returns, once it is durable: together with others' where this process does so, else in a transaction of its own."""

    def whole() -> T:
        with db.transaction():
            return work()

    if _ours is None or db.database.in_transaction():
        return again.repeated(whole)
    return _ours.submit(whole).result()


def _told(error: Exception) -> Exception:
    """What all of a group hear that was not committed: that the disk is full, or to come again."""
    if db.found_no_room(error):
        return error
    log.warning("a group was not committed", extra={"fields": {"error": type(error).__name__}})
    later = OperationalError("nothing of this was committed")
    later.__cause__ = error
    return later
