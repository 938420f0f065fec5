"""The threads that run the application, and a queue before them that has an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Full(Exception):
    """All threads work and the queue is as long as it may be."""


class Pool:
    """A fixed number of threads that live as long as the process, as does the database connection of each."""

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most, self._busy = threads + waiting, 0

    async def run(self, call: Callable[..., T], *given: object) -> T:
        """What `call` returns, run in one of the threads. Full without a place; from the event loop only."""
        if self._busy >= self._most:
            raise Full
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, call, *given)
        finally:
            self._busy -= 1

    def end(self) -> None:
        """Begin nothing more; what runs is finished."""
        self._executor.shutdown(wait=False, cancel_futures=True)
