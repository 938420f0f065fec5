"""A TCP proxy that stands for a bad network: it cuts, loses replies, and answers like a hotel's portal."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable


def _page(status: str, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


PORTALS = {
    "portal page": _page("200 OK", "text/html", b"<h1>Sign in to the Wi-Fi</h1>"),
    "portal redirect": _page("302 Found\r\nLocation: http://10.0.0.1/login", "text/html", b""),
    "portal 511": _page("511 Network Authentication Required", "text/html", b"<h1>Sign in</h1>"),
    "half of a JSON": _page("200 OK", "application/json", b'{"proto":1,"server":"x","results":[{"id'),
    "JSON of someone else": _page("200 OK", "application/json", b'{"status":"ok"}'),
    "gateway error": _page("502 Bad Gateway", "text/html", b"<b>502</b>"),
}
CUTS = ("cut before sending", "cut half sent", "reply lost", "reply cut in half", "silence")
WEIGHTS = {"silence": 0.03}
SILENCE = 2.5  # seconds, longer than the client waits
KILL = "server killed"


class Proxy:
    """One connection, one request. `calm` switches every fault off; what happened is counted in `faults`."""

    def __init__(self, port: int, seed: int, kill: Callable[[], None], kill_every: int) -> None:
        self.target, self.calm, self.faults = port, False, Counter[str]()
        self._chance = random.Random(seed)
        self._kill, self._kill_every, self._seen = kill, kill_every, 0
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._socket.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _choose(self) -> tuple[str, float]:
        """The fault of the next connection ("" for none) and a number between 0 and 1 that goes with it."""
        with self._lock:
            self._seen += 1
            if not self.calm and self._seen % self._kill_every == 0:
                return KILL, self._chance.random()
            if self.calm or self._chance.random() < 0.5:
                return "", 0.0
            kinds = [*PORTALS, *CUTS]
            weights = [WEIGHTS.get(kind, 1.0) for kind in kinds]
            return self._chance.choices(kinds, weights)[0], self._chance.random()

    def _serve(self, client: socket.socket) -> None:
        fault, part = self._choose()
        if fault:
            with self._lock:
                self.faults[fault] += 1
        with client:
            client.settimeout(10)
            with contextlib.suppress(OSError):
                self._relay(client, fault, part)

    def _relay(self, client: socket.socket, fault: str, part: float) -> None:
        if fault == "cut before sending":
            return
        request = _whole(client)
        if fault in PORTALS:
            client.sendall(PORTALS[fault])
            return
        if fault == "silence":
            time.sleep(SILENCE)
            return
        with socket.create_connection(("127.0.0.1", self.target), timeout=5) as server:
            server.settimeout(10)
            if fault == "cut half sent":
                server.sendall(request[: int(len(request) * part)])
                return
            server.sendall(request)
            if fault == KILL:
                # before, in or after the commit: a batch takes a few milliseconds
                threading.Timer(part * 0.03, self._kill).start()
            reply = _whole(server)
            if fault == "reply lost":
                return
            client.sendall(reply[: int(len(reply) * part)] if fault == "reply cut in half" else reply)


def _whole(one: socket.socket) -> bytes:
    """One HTTP message with a Content-Length; what there is of it when the other side ends early."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = one.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if head.startswith(b"HEAD"):
        length = 0
    while len(body) < length:
        piece = one.recv(65536)
        if not piece:
            break
        body += piece
    return head + b"\r\n\r\n" + body
