"""The line between phone and server: a TCP relay that can be cut, and that can hold an upload half-way."""

from __future__ import annotations

import contextlib
import socket
import threading

UPLOAD = b"PUT /api/v1/photos/"
PIECE = 16_384


class Wire:
    """Relays `port` on the loopback to `to`, one thread a direction, until closed."""

    def __init__(self, to: int, port: int = 0) -> None:
        self.to = to
        self.held = threading.Event()  # set once an upload hangs half-way
        self._hold = False
        self._whole = True
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """No signal: open connections die, new ones are dropped at once."""
        self._whole = False
        self._drop()

    def mend(self) -> None:
        """Signal again; uploads go through again too."""
        self._hold, self._whole = False, True
        self.held.clear()
        self._drop()

    def hold_uploads(self) -> None:
        """Signal again, but of a photo only the first bytes go through and the rest hangs; `held` says when one does."""
        self._hold, self._whole = True, True

    def close(self) -> None:
        """End the relay."""
        self._whole = False
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()

    def _drop(self) -> None:
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            _close(*pair)

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self._listener.accept()
            except OSError:
                return
            if not self._whole:
                phone.close()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.to), timeout=5)
            except OSError:
                phone.close()
                continue
            server.settimeout(None)
            with self._lock:
                self._pairs.add((phone, server))
            for start in ((phone, server, True), (server, phone, False)):
                threading.Thread(target=self._relay, args=start, daemon=True).start()

    def _relay(self, source: socket.socket, target: socket.socket, upward: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                if upward and self._hold and UPLOAD in piece:
                    target.sendall(piece[: piece.index(UPLOAD) + 900])
                    self.held.set()
                    return  # both sockets stay open: the upload hangs
                target.sendall(piece)
        if not self.held.is_set():
            _close(source, target)


def _close(*sockets: socket.socket) -> None:
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
