"""A real HTTP server on the loopback that keeps what it was sent and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Heard:
    """One request: its path, headers in lower case, and bytes."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The body as JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Listener:
    """What came, and the status it is answered with."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The messages of Apprise's json:// that came."""
        return [one.said["message"] for one in self.heard]


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener on a free port, for as long as the block runs."""
    kept = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if len(body) < length:
                return  # whoever sent it died in mid-sentence: nothing was said
            headers = {key.lower(): value for key, value in self.headers.items()}
            kept.heard.append(Heard(self.path, headers, body))
            self.send_response(kept.status)
            for key, value in kept.headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
