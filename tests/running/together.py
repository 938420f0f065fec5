"""`gridwalk up` over a folder: the web process and the background worker under their supervisor, either of which a test can kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from app.settings import ROOT
from tests.live import free_port, health

PATIENCE = 60  # seconds on a machine that is busy


class Up:
    """`gridwalk up` over a folder."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "up.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "up"], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
                env={**os.environ, "DATA_DIR": str(folder), "PORT": str(self.port), "DATABASE_URL": "", **env},
                start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        """What it has written so far."""
        return self.log.read_text(errors="replace")

    def children(self) -> dict[str, int]:
        """verb → process id, of those that have become it: one that has only been forked is still called `up`."""
        found = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        ).stdout
        lines = [line.split() for line in found.splitlines() if "defunct" not in line]
        return {words[-1]: int(words[0]) for words in lines if words[-1] in ("serve", "worker")}

    def until(self, true: Callable[[], Any]) -> Any:
        """Wait until it is so; what it said."""
        until = time.monotonic() + PATIENCE
        while not (found := true()):
            assert time.monotonic() < until, self.said()[-3000:]
            time.sleep(0.05)
        return found

    def until_both_run(self, but: Iterable[int] = ()) -> dict[str, int]:
        """Wait until both verbs run, in processes other than these, and the web answers."""
        self.until(lambda: len(self.children()) == 2 and not set(self.children().values()) & set(but))
        self.until(lambda: health(self.port) == 200)
        return self.children()

    def kill(self, verb: str) -> None:
        """SIGKILL one of them, and wait until another runs in its place."""
        number = self.children()[verb]
        os.kill(number, signal.SIGKILL)
        self.until_both_run(but=[number])

    def end(self) -> None:
        """End both as an operator does."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(20)
