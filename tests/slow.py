"""Phones on a bad line, many at once in a process of their own: each sends its body a little every half second."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.settings import ROOT

BEAT = 0.5  # seconds between two pieces
PATH = "/api/v1/session"  # read before anybody has signed in


async def send(port: int, length: int, rate: float, begun: asyncio.Event | None = None) -> int:
    """The status that a body of `length` bytes gets, sent at `rate` bytes a second; 0 when the line is cut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    writer.write(head.encode())
    answer = asyncio.ensure_future(reader.readline())
    left = length
    try:
        while left and not answer.done():
            piece = min(left, max(1, int(rate * BEAT)))
            writer.write(b"x" * piece)
            await writer.drain()
            left -= piece
            if begun is not None:
                begun.set()
            await asyncio.wait([answer], timeout=BEAT if left else None)
        line = await answer
    except OSError:
        return 0
    finally:
        answer.cancel()
        writer.close()
    return int(line.split()[1]) if line else 0


async def crowd(port: int, many: int, length: int, rate: float) -> None:
    """Open `many` at once, say `open` when every one has sent a piece, and at the end how often each status came."""
    begun = [asyncio.Event() for _ in range(many)]
    sending = []
    for event in begun:
        sending.append(asyncio.ensure_future(send(port, length, rate, event)))
        await asyncio.sleep(0.001)
    await asyncio.gather(*(event.wait() for event in begun))
    print("open", flush=True)
    loop = asyncio.get_running_loop()
    ended = loop.run_in_executor(None, sys.stdin.read)
    await asyncio.wait([ended])
    print(json.dumps(Counter(task.result() if task.done() else "open" for task in sending)), flush=True)
    for task in sending:
        task.cancel()
    await asyncio.wait(sending)


class Crowd:
    """The senders of a `crowd` in another process; `statuses` after it was left says what became of each."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.statuses: dict[str, int] = {}

    def leave(self) -> None:
        """Break every line off."""
        said, _ = self._process.communicate("")
        self.statuses = json.loads(said)


@contextmanager
def senders(port: int, many: int, length: int = 300_000, rate: float = 20) -> Iterator[Crowd]:
    """`many` senders of `length` bytes each at `rate` bytes a second, all of them begun."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.slow", str(port), str(many), str(length), str(rate)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    if process.stdout.readline() != "open\n":
        process.kill()
        raise RuntimeError("the senders did not all begin")
    crowd = Crowd(process)
    try:
        yield crowd
    finally:
        crowd.leave()


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(crowd(int(given[0]), int(given[1]), int(given[2]), float(given[3])))
