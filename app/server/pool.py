"""The threads that run the application, taken in turns by whoever asks, and a queue before them that has an end."""

from __future__ import annotations

import asyncio
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


class Pool:
    """A fixed number of places with an executor, by default a thread each, that live as long as the process.

    Who waits is served in turns: one of each caller, however many the others have asked for. A caller gets all threads
    but `FOR_OTHERS`, and half of the queue. Everything here happens on the event loop.
    """

    def __init__(self, name: str, places: int, waiting: int, executor: Executor | None = None) -> None:
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
        if self._here.total() >= self._most or self._here[caller] >= max(self._share, self._most // 2):
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
        finally:
            self._count(self._here, caller, -1)

    def end(self) -> None:
        """Begin nothing more; what is running is finished."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _turn(self, caller: str) -> None:
        """Return when a thread is this caller's."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(turn)
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it had been given a thread just then
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
            if queue:
                self._waiting[caller] = queue  # behind the others now
            if not turn.done():
                self._free -= 1
                self._running[caller] += 1
                turn.set_result(None)

    @staticmethod
    def _count(counter: Counter[str], caller: str, change: int) -> None:
        counter[caller] += change
        if not counter[caller]:
            del counter[caller]
