"""The threads that run the application, taken in turns by whoever asks, and a queue before them that has an end.

Where it is said how long anybody may wait, the queue is as long as is served in that time at the speed it moves at: who comes
later is told at once to come again, which costs a phone nothing, while an answer that comes too late costs it the whole batch.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
FOR_OTHERS = (
    2  # threads that no caller gets alone: forty first pages asked for at once must not hold up a resident
)


class Full(Exception):
    """All threads work and the queue is as long as it may be, or as long as one caller may make it."""


class Speed:
    """How fast a queue moves: the seconds from one end to the next while others wait, of the last ends more than of earlier ones."""

    FEW, MANY = 8, 64  # ends before it is believed; ends after which earlier ones count half

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._ends, self._since = 0.0, seconds()

    def idle(self) -> None:
        """Nobody waits: what comes next says nothing of how long anybody would."""
        self._ends, self._since = 0.0, self._seconds()

    def ended(self) -> None:
        """One has ended while others wait."""
        self._ends += 1
        if self._ends >= self.MANY:
            now = self._seconds()
            self._ends, self._since = self._ends / 2, now - (now - self._since) / 2

    def served_in(self, seconds: float) -> int | None:
        """How many end in so many `seconds`; None where too few have ended to say."""
        passed = self._seconds() - self._since
        return None if self._ends < self.FEW or passed <= 0 else int(seconds * self._ends / passed)


class Pool:
    """A fixed number of places with an executor, by default a thread each, that live as long as the process.

    Who waits is served in turns: one of each caller, however many the others have asked for. A caller gets all threads
    but `FOR_OTHERS`, and half of the queue. With `patience`, in `seconds`, nobody is kept who would wait longer. Everything
    here happens on the event loop.
    """

    def __init__(
        self,
        name: str,
        places: int,
        waiting: int,
        executor: Executor | None = None,
        patience: float | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._patience, self._speed = patience, Speed(seconds)
        self._places, self._queued = places, 0  # places there are, turns that are waited for
        self._executor = executor or ThreadPoolExecutor(places, thread_name_prefix=name)
        self._free, self._most = places, places + waiting
        self._share = max(1, places - FOR_OTHERS)
        self._here: Counter[str] = Counter()  # of each caller, waiting or running
        self._running: Counter[str] = Counter()
        self._waiting: dict[
            str, deque[asyncio.Future[None]]
        ] = {}  # whoever was served longest ago comes first

    async def run(self, caller: str, call: Callable[..., T], *arguments: object) -> T:
        """What `call` returns, run in one of the threads. Full without a place; from the event loop only."""
        if self._here.total() >= self._longest() or self._here[caller] >= max(self._share, self._most // 2):
            raise Full
        self._here[caller] += 1
        try:
            await self._turn(caller)
            try:
                return await asyncio.get_running_loop().run_in_executor(self._executor, call, *arguments)
            finally:
                self._free += 1
                self._count(self._running, caller, -1)
                self._serve()
                self._has_ended()
        finally:
            self._count(self._here, caller, -1)

    def end(self) -> None:
        """Begin nothing more; what is running is finished."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _turn(self, caller: str) -> None:
        """Return when a thread is this caller's."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(turn)
        self._queued += 1
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():  # it had a thread just then
                self._free += 1
                self._count(self._running, caller, -1)
                self._serve()
            raise

    def _serve(self) -> None:
        """Give every free thread to the next in turn who may have one more."""
        while self._free:
            caller = next((who for who in self._waiting if self._running[who] < self._share), None)
            if caller is None:
                return
            queue = self._waiting.pop(caller)
            turn = queue.popleft()
            self._queued -= 1
            if queue:
                self._waiting[caller] = queue  # behind the others now
            if not turn.done():
                self._free -= 1
                self._running[caller] += 1
                turn.set_result(None)

    def _longest(self) -> int:
        """How many may be here, waiting or running."""
        if self._patience is None or not self._waiting:
            return self._most
        served = self._speed.served_in(self._patience)
        return self._most if served is None else min(self._most, max(self._places, served))

    def _has_ended(self) -> None:
        """Learn from it, and let go who would wait too long, those first who would be served last."""
        if not self._waiting:
            self._speed.idle()
            return
        self._speed.ended()
        while self._queued and self._places - self._free + self._queued > self._longest():
            caller, queue = self._waiting.popitem()
            turn = queue.pop()
            self._queued -= 1
            if queue:
                self._waiting[caller] = queue
            if not turn.done():
                turn.set_exception(Full())

    @staticmethod
    def _count(counter: Counter[str], caller: str, change: int) -> None:
        counter[caller] += change
        if not counter[caller]:
            del counter[caller]
