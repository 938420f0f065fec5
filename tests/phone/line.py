"""The line between a phone and its server as it is in the field: cut, hanging, owned by a portal, or merely slow."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PORTAL = b"<!doctype html><title>Free Wi-Fi</title><h1>Please sign in to continue</h1>"
SYNC, PHOTOS = "/api/v1/sync", "/api/v1/photos/"


def is_under(path: str, top: str) -> bool:
    """Whether the address is `top` itself or lies below it: /api/v1/sync-token is not below /api/v1/sync."""
    rest = path.removeprefix(top)
    return path.startswith(top) and (top.endswith("/") or rest[:1] in ("", "/", "?") or not top)


@dataclass
class Fault:
    """What happens to the next `times` requests that match (-1: to all, until mended)."""

    kind: str
    method: str = ""
    path: str = ""
    times: int = 1
    when: Callable[[bytes], bool] = lambda body: True
    value: Any = None

    def takes(self, method: str, path: str, body: bytes) -> bool:
        """Whether it strikes this request; counts itself down."""
        fits = (
            self.times != 0 and self.method in ("", method) and is_under(path, self.path) and self.when(body)
        )
        if fits and self.times > 0:
            self.times -= 1
        return fits


@dataclass
class Heard:
    """A request that came over the line, and what the server said to it (0: nothing)."""

    method: str
    path: str
    body: bytes
    status: int
    headers: dict[str, str] = field(default_factory=dict)


class Line:
    """An HTTP relay on the loopback in front of the server at port `to`, which can be set to fail in named ways."""

    def __init__(self, to: int = 0) -> None:
        self.to = to
        self.faults: list[Fault] = []
        self.heard: list[Heard] = []
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.release = threading.Event()
        self.struck = threading.Event()
        line = self

        class Handler(_Handler):
            pass

        Handler.line = line
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self.url = f"http://localhost:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def fail(self, kind: str, path: str = "", method: str = "", times: int = 1, **more: Any) -> Fault:
        """Set a fault: cut, lose (the answer), hang, portal, redirect, truncate, foreign, status (value), reply (value)."""
        fault = Fault(kind, method, path, times, **more)
        self.faults.append(fault)
        return fault

    def mend(self) -> None:
        """No faults any more; what hangs is let go."""
        self.faults.clear()
        self.release.set()
        self.release = threading.Event()
        self.struck.clear()

    def requests(self, path: str, method: str = "") -> list[Heard]:
        """What was heard under a path."""
        return [one for one in self.heard if is_under(one.path, path) and method in ("", one.method)]

    def close(self) -> None:
        """End the relay."""
        self.mend()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One connection from the phone."""

    line: Line
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        page = self.line.pages.get(self.path.split("?")[0])
        if page and self.command == "GET":
            return self._reply(200, {"Content-Type": page[0]}, page[1])
        fault = next((f for f in self.line.faults if f.takes(self.command, self.path, body)), None)
        self._struck(fault, body) if fault else self._pass(body)
        return None

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = _any

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        server = http.client.HTTPConnection("127.0.0.1", self.line.to, timeout=40)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("connection", "keep-alive")}
        try:
            server.request(self.command, self.path, body or None, headers)
            said = server.getresponse()
            kept: dict[str, str] = {}
            for name, value in said.getheaders():
                if name.lower() not in ("transfer-encoding", "connection"):
                    kept[name] = (
                        f"{kept[name]}\n{value}" if name in kept else value
                    )  # two cookies, a line each
            return said.status, kept, said.read()
        finally:
            server.close()

    def _pass(self, body: bytes) -> None:
        try:
            status, headers, said = self._forward(body)
        except OSError:
            self._note(body, 0)
            return self._cut()
        self._note(body, status)
        return self._reply(status, headers, said)

    def _struck(self, fault: Fault, body: bytes) -> None:
        self._note(body, 0)
        if fault.kind in ("lose", "truncate"):
            status, headers, said = self._forward(body)
            if fault.kind == "truncate":
                self.line.struck.set()
                self._reply(status, headers, said, said[: len(said) // 2])
            return self._after(self._cut)
        if fault.kind == "hang":
            self.line.struck.set()
            self.line.release.wait(60)
            return self._cut()
        replies: dict[str, tuple[int, dict[str, str], bytes]] = {
            "portal": (200, {"Content-Type": "text/html"}, PORTAL),
            "redirect": (302, {"Location": "http://portal.invalid/login"}, b""),
            "foreign": (200, {"Content-Type": "application/json"}, b'{"ok":true}'),
        }
        if fault.kind in replies:
            return self._after(lambda: self._reply(*replies[fault.kind]))
        if fault.kind == "reply":
            return self._after(lambda: self._reply(*fault.value))
        if fault.kind == "status":
            head = {
                "Content-Type": "application/problem+json",
                "X-Request-Id": "0",
                **(fault.value[2] if len(fault.value) > 2 else {}),
            }
            text = f'{{"type":"/problems/{fault.value[1]}","status":{fault.value[0]}}}'.encode()
            return self._after(lambda: self._reply(fault.value[0], head, text))
        return self._after(self._cut)

    def _after(self, act: Callable[[], None]) -> None:
        self.line.struck.set()  # first: a phone that has its answer may look at once
        act()

    def _note(self, body: bytes, status: int) -> None:
        self.line.heard.append(Heard(self.command, self.path, body, status, dict(self.headers.items())))

    def _cut(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _reply(self, status: int, headers: dict[str, str], said: bytes, sent: bytes | None = None) -> None:
        with contextlib.suppress(OSError):
            self.send_response_only(status)
            for name, value in headers.items():
                for one in value.split("\n") if name.lower() != "content-length" else ():
                    self.send_header(name, one)
            bare = status in (204, 304)
            if not bare:
                length = headers.get("content-length") or headers.get("Content-Length") or str(len(said))
                self.send_header("Content-Length", length if self.command == "HEAD" else str(len(said)))
            self.end_headers()
            if self.command != "HEAD" and not bare:
                self.wfile.write(said if sent is None else sent)


def until(true: Callable[[], Any], seconds: float = 30.0, what: str = "") -> Any:
    """Wait until `true()` is; AssertionError saying what did not come about."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, what or "it did not come about in time"
        time.sleep(0.02)
    return found
