"""HTTP by hand, for what no client library would send."""

from __future__ import annotations

import socket
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when the line was cut without a word."""

    status: int
    headers: dict[str, str]
    body: bytes


def connect(port: int) -> socket.socket:
    """A line to the server that gives up after twenty seconds of silence."""
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def heard(line: socket.socket) -> Answer:
    """Everything the server says until it closes the line (ask with `Connection: close`)."""
    said = b""
    try:
        while piece := line.recv(65_536):
            said += piece
    except ConnectionError:
        pass
    line.close()
    head, _, body = said.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = (one.split(": ", 1) for one in rest)
    return Answer(int(first.split()[1]) if first else 0, {k.lower(): v for k, v in pairs}, body)


def say(port: int, request: bytes) -> Answer:
    """The answer to one request, which asks for the line to be closed."""
    line = connect(port)
    line.sendall(request)
    return heard(line)
