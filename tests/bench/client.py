"""The load: requests made before the clock runs, sent over lines that stay open, and what a phone's ops look like."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from app.core import clock
from tests.cast import LAT, LON

LINES = 8
SECONDS = 4.0  # of one run
PAUSE = 0.05  # seconds until what was refused as busy comes again

Job = tuple[bytes, ...]  # requests of one unit, in order


def uuid7() -> str:
    """A fresh UUIDv7."""
    value = (int(time.time() * 1000) << 80) | (uuid.uuid4().int & ((1 << 80) - 1))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    return str(uuid.UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62)))


def op(person: str, kind: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An op as the phone sends it."""
    now = clock.rfc3339(clock.now())
    place = {"lat": LAT + 0.0004, "lon": LON + 0.0004, "acc": 8.0, "at": now, "source": "browser"}
    return {
        "id": uuid7(), "person": person, "lane": "bench", "seq": 1, "deps": [], "type": kind, "v": 1, "at": now,
        "place": place, "photos": [], "body": body, **more,
    }  # fmt: skip


def report(
    person: str, text: str = "楼道里停着三辆电动车，消防通道走不过去。", **more: Any
) -> dict[str, Any]:
    """A report in words."""
    return op(person, "matter.report", {"matter": uuid7(), "category": "other", "text": text}, **more)


def track(patrol: str, start: int, count: int, every: int = 1000) -> dict[str, Any]:
    """The body of a track of so many fixes from `start` (epoch ms) on."""
    steps = range(count)
    return {
        "patrol": patrol,
        "t": [start + every * n for n in steps],
        "lat": [round(LAT + 0.0002 + 0.000001 * (n % 97), 7) for n in steps],
        "lon": [round(LON + 0.0002 + 0.000001 * (n % 89), 7) for n in steps],
        "acc": [4.0 + n % 9 for n in steps],
        "source": "browser",
    }


def batch(token: str, device: str, ops: Sequence[dict[str, Any]]) -> bytes:
    """The request that brings these ops."""
    sent = clock.rfc3339(clock.now())
    body = msgspec.json.encode({"proto": 1, "device": device, "epoch": "", "sent_at": sent, "ops": ops})
    return request("POST", "/api/v1/sync", body, Authorization=f"Bearer {token}")


def request(
    method: str, path: str, body: bytes = b"", kind: str = "application/json", **headers: str
) -> bytes:
    """A whole request as it goes over the line."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
    head += "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    if body or method != "GET":
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


class Line:
    """One open line to the server on this port."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, sent: bytes) -> tuple[int, bytes]:
        """(status, body) of the answer."""
        self._socket.sendall(sent)
        read = b""
        while (end := read.find(b"\r\n\r\n")) < 0:
            read += self._more()
        head, body = read[:end].lower(), read[end + 4 :]
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), body

    def _more(self) -> bytes:
        piece = self._socket.recv(262_144)
        if not piece:
            raise ConnectionError("the server has closed the line")
        return piece

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def applied(status: int, body: bytes) -> None:
    """RuntimeError unless the answer is a success in which no op was anything but applied."""
    if status not in (200, 201) or b'"rejected"' in body or b'"deferred"' in body or b'"busy"' in body:
        raise RuntimeError(f"not applied: {status} {body[:300]!r}")


def rate(
    port: int, queues: Sequence[Sequence[Job]], last: Sequence[bytes] = (), seconds: float = SECONDS
) -> float:
    """Jobs a second over as many lines as there are queues, until the queues are empty or the time is over.

    `last` is asked of each line at the end, within the time. What is refused as busy comes again. RuntimeError for any other refusal.
    """
    done, faults = [0] * len(queues), []
    began = time.perf_counter()

    def work(number: int) -> None:
        line = Line(port)
        try:
            for job in queues[number]:
                if time.perf_counter() - began > seconds:
                    break
                for sent in job:
                    _until_heard(line, sent)
                done[number] += 1
            if last:
                _until_heard(line, last[number])
        except (RuntimeError, OSError) as fault:
            faults.append(fault)
        finally:
            line.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(queues))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(str(faults[0]))
    return sum(done) / (time.perf_counter() - began)


def _until_heard(line: Line, sent: bytes) -> None:
    status, body = line.ask(sent)
    while status == 503:  # the phone comes again too; the wait is part of the rate
        time.sleep(PAUSE)
        status, body = line.ask(sent)
    applied(status, body)
