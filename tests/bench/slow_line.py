"""A slow line of a mobile network in front of a server: so many bits a second each way, so long on the way, now and then a stall."""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from dataclasses import dataclass

PIECE = 1400  # bytes that travel together
STALLS, STALL = (
    0.002,
    0.4,
)  # share of the pieces that are lost, and the seconds until they are there all the same


@dataclass
class Way:
    """One direction, shared by all connections: when it is free again, and the bytes that went over it."""

    rate: float  # bytes a second
    delay: float  # seconds
    free: float = 0.0
    bytes: int = 0


class SlowLine:
    """Stands before the server at port `to`, at `port`; `up` and `down` say what went over it."""

    def __init__(self, to: int, bits: float, round_trip: float) -> None:
        self.to, self.port = to, 0
        self.up, self.down = (Way(bits / 8, round_trip / 2) for _ in range(2))
        self._chance = random.Random(9)
        self._loop = asyncio.new_event_loop()
        begun = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(begun,), daemon=True)
        self._thread.start()
        begun.wait()

    def close(self) -> None:
        """Take no more connections, and cut those there are."""
        self._loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(self._loop)])
        self._thread.join()

    def _run(self, begun: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        begun.set()
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(server.serve_forever())
        self._loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(self._loop), return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_connection("127.0.0.1", self.to)
        await asyncio.sleep(self.up.delay * 2)  # the handshake goes there and back
        with contextlib.suppress(asyncio.CancelledError):  # the line is taken away
            await asyncio.gather(
                self._carry(reader, there, self.up), self._carry(there_reader, writer, self.down)
            )

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
        """Piece after piece, each when the way is free, and there after its delay; the pieces behind a stalled one wait for it."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=256)
        arriving = asyncio.ensure_future(self._arrive(waiting, writer))
        with contextlib.suppress(OSError):
            while piece := await reader.read(PIECE):
                now = self._loop.time()
                way.free = max(way.free, now) + len(piece) / way.rate
                way.bytes += len(piece)
                stall = STALL if self._chance.random() < STALLS else 0.0
                await waiting.put((way.free + way.delay + stall, piece))
                await asyncio.sleep(max(0.0, way.free - now))
        await waiting.put((0.0, b""))
        await arriving

    async def _arrive(
        self, waiting: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            while True:
                when, piece = await waiting.get()
                if not piece:
                    break
                await asyncio.sleep(max(0.0, when - self._loop.time()))
                writer.write(piece)
                await writer.drain()
        writer.close()
