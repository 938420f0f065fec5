"""A request's body on its way in: read without a thread, held to a pace, and kept in memory or in a file without a name."""

from __future__ import annotations

import asyncio
import io
import math
import shutil
import tempfile
import time
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.core.files import disk
from app.core.problems.problem import Problem
from app.core.web import body_limits
from app.server.body_budget import Budget, Exhausted

IN_MEMORY = 32 * 1024  # bytes of one body that always stay in memory
PHOTO = (
    512 * 1024
)  # bytes that stay there while there is room: a phone's photo; what is longer goes into a file
MEMORY_MOST = 32 * 1024 * 1024  # of bodies longer than IN_MEMORY, at once
BODIES_MOST = 2000  # on their way in or being answered, at once
BYTES_MOST = (
    2_000_000_000  # of them that lie in files, at once; but no more than a quarter of a small disk's room
)
WRITE = 64 * 1024  # bytes that are worth a trip to the disk
FAREWELL = 2.0  # seconds that the sender of a body we do not want is listened to, so that it hears why


@dataclass(frozen=True)
class Pace:
    """How slow a sender may be: a phone in a stairwell sends 8 kB/s, what only holds a place sends next to nothing."""

    idle: float = 30.0  # seconds without a byte
    grace: float = 30.0  # seconds before the rate counts
    rate: float = 1000.0  # bytes a second since the start
    longest: float = 2 * 3600.0  # seconds for a body altogether: 25 MB at 4 kB/s

    def patience(self, began: float, received: int) -> float:
        """Seconds from now that the next byte may take; zero or less when the sender is too slow already."""
        now = time.monotonic()
        behind = began + max(self.grace, received / self.rate) - now
        return min(self.idle, behind, began + self.longest - now)


class Body:
    """One body: `add` while it comes, then `whole` is what the application reads. Belongs to the event loop."""

    def __init__(self, intake: Intake, caller: str) -> None:
        self.size = 0
        self._intake, self._caller = intake, caller
        self._pending = bytearray()
        self._file: BinaryIO | None = None
        self._in_file = self._in_memory = 0

    async def add(self, piece: bytes) -> None:
        """Keep one more piece. Problem busy without room for it; OSError when the disk is full."""
        self.size += len(piece)
        self._pending += piece
        if self._file is not None:
            if len(self._pending) >= WRITE:
                await self._write()
        elif self.size > IN_MEMORY and not self._stays(len(piece)):
            await self._write()
            self._leave_memory()

    def _stays(self, more: int) -> bool:
        """Whether there is room in memory for this much more of it; what was there before counts when it is first asked."""
        more = more if self._in_memory else self.size
        if self.size > PHOTO:
            return False
        try:
            self._intake.memory.take(self._caller, more)
        except Exhausted:
            return False
        self._in_memory += more
        return True

    def _leave_memory(self) -> None:
        self._intake.memory.give_back(self._caller, self._in_memory)
        self._in_memory = 0

    async def whole(self) -> BinaryIO:
        """The body from its first byte."""
        if self._file is None:
            return io.BytesIO(self._pending)
        await self._write()
        self._file.seek(0)
        return self._file

    async def _write(self) -> None:
        ready, self._pending = bytes(self._pending), bytearray()
        try:
            self._intake.bytes.take(self._caller, len(ready))
        except Exhausted:
            raise Problem("busy") from None
        self._in_file += len(ready)
        is_large = self._in_file > body_limits.BODY_MOST
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._intake.disk, self._append, ready, is_large)

    def _append(self, ready: bytes, is_large: bool) -> None:
        """In a thread of the disk's own: a disk that stalls must not stop everybody."""
        if is_large:
            require_room()
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._intake.folder)  # noqa: SIM115 — close() closes it
        self._file.write(ready)
        self._file.flush()

    def close(self) -> None:
        """Give back the room that the body took."""
        self._leave_memory()
        self._intake.bytes.give_back(self._caller, self._in_file)
        self._intake.bodies.give_back(self._caller)
        if self._file is not None:
            self._file.close()


def require_room() -> None:
    """Problem no-room-left: what is longer than a text stays outside where the last of the disk is begun."""
    if disk.is_low():
        raise Problem("no-room-left")


class Intake:
    """Takes bodies in, in `folder`; `disk` is the executor that writes."""

    def __init__(self, folder: Path, disk: Executor, pace: Pace | None = None) -> None:
        self.folder, self.disk, self.pace = folder, disk, pace or Pace()
        self.bodies = Budget(BODIES_MOST)
        self.memory = Budget(MEMORY_MOST)
        self.bytes = Budget(min(BYTES_MOST, shutil.disk_usage(folder).free // 4))

    async def take(self, proto: Any, caller: str, most: int, length: int | None) -> Body:
        """The whole body of at most `most` bytes, of which `length` were announced (None: the end is marked).

        Problem busy, too-large, no-room-left, storage-full, each after listening to the sender for a moment longer, so
        that it hears why; not-whole when it was too slow or broke off.
        """
        pieces = Pieces(proto, self.pace)
        if (refusal := await self._refusal(length, most)) is not None:
            await pieces.skip(body_limits.read_first(length or 0, refusal.name), self.pace.grace)
            raise refusal
        try:
            self.bodies.take(caller)
        except Exhausted:
            await pieces.skip(body_limits.BODY_MOST, FAREWELL)
            raise Problem("busy") from None
        taken = Body(self, caller)
        try:
            while (piece := await pieces.next()) is not None:
                if taken.size + len(piece) > most:
                    raise Problem("too-large")
                await taken.add(piece)
            if pieces.broken if length is None else taken.size != length:
                raise Problem("not-whole")
        except OSError:
            taken.close()
            await pieces.skip(body_limits.BODY_MOST, FAREWELL)
            raise Problem("storage-full") from None
        except Problem as problem:
            taken.close()
            if problem.name == "no-room-left":
                await pieces.skip(body_limits.PHOTO_MOST, self.pace.grace)
            elif problem.name != "not-whole":
                await pieces.skip(body_limits.BODY_MOST, FAREWELL)
            raise
        return taken

    async def _refusal(self, length: int | None, most: int) -> Problem | None:
        """Why a body of this announced length is not begun."""
        if length is None:
            return None
        if length > most:
            return Problem("too-large")
        is_large = length > body_limits.BODY_MOST
        if is_large and await asyncio.get_running_loop().run_in_executor(self.disk, disk.is_low):
            return Problem("no-room-left")
        return None


class Pieces:
    """The pieces of a body as they come, at no less than the pace."""

    def __init__(self, proto: Any, pace: Pace) -> None:
        self.broken = False
        self._coming = proto.__aiter__()
        self._pace, self._began, self._received = pace, time.monotonic(), 0

    async def next(self, most: float = math.inf) -> bytes | None:
        """The next piece, None after the last, within the pace and `most` seconds.

        Problem not-whole when it takes longer, after which nothing may be read any more: granian still waits for it.
        granian tells the end by an empty piece, and what broke off or is not well formed by two.
        """
        empty = 0
        while True:
            patience = min(most, self._pace.patience(self._began, self._received))
            if patience <= 0:
                raise Problem("not-whole")
            try:
                async with asyncio.timeout(patience):
                    piece: bytes = await anext(self._coming)
            except StopAsyncIteration:
                self.broken = empty > 1
                return None
            except TimeoutError:
                raise Problem("not-whole") from None
            if piece:
                self._received += len(piece)
                return piece
            empty += 1

    async def skip(self, most: int, seconds: float) -> None:
        """Read and forget up to `most` bytes for at most `seconds`."""
        until = time.monotonic() + seconds
        left = most
        try:
            while left > 0 and (piece := await self.next(until - time.monotonic())) is not None:
                left -= len(piece)
        except Problem:
            return
