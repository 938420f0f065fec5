"""A real server process for the fault campaign: started, killed without warning, started again."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import threading
import time
from pathlib import Path

from tests.running import preloaded

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`gridwalk serve` over a folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.kills = 0
        self._lock = threading.Lock()
        self._process: preloaded.Process | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        env = {**os.environ, "DATA_DIR": str(self.data), "PORT": str(self.port), "HOST": "127.0.0.1"}
        env.pop("DATABASE_URL", None)
        self._process = preloaded.Process("app.cli", "serve", env=env, out=str(self.data / "server.log"))
        until = time.monotonic() + 60
        while not self._answers():
            if self._process.is_over() or time.monotonic() > until:
                raise RuntimeError((self.data / "server.log").read_text()[-2000:])
            time.sleep(0.03)

    def _answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def kill_and_restart(self) -> None:
        """SIGKILL to the whole group, then a fresh start on the same folder. One at a time."""
        if self._lock.acquire(blocking=False):
            try:
                self.stop(signal.SIGKILL)
                self.kills += 1
                self.start()
            finally:
                self._lock.release()

    def stop(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End the process group and wait for it."""
        if self._process is not None:
            self._process.end(number)
