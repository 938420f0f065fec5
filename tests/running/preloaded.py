"""A process that has the program loaded already, and of which servers are forked: a start costs a twentieth of what an interpreter that imports everything takes.

What runs is what `python -m app.cli VERB` runs. That the program also starts from nothing is seen where that is the
matter: tests/running, tests/cli and tests/server start it as an operator does.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import IO, Any

from jinja2 import FileSystemBytecodeCache

from app import Application
from app.doors import DOORS
from app.settings import ROOT

LOADED = (
    *("app.cli", "app.run.web", "app.run.worker", "app.wiring", *(f"app.{door}" for door in DOORS)),
    *("numpy", "shapely", "webauthn", "openpyxl"),  # what the program loads when it is asked for
)


class Process:
    """A process that runs a module of the program, in a session of its own."""

    def __init__(self, module: str, *words: str, env: dict[str, str], out: str) -> None:
        self.pid = _loaded().fork({"module": module, "words": words, "env": env, "out": out})
        try:
            self._fd: int | None = os.pidfd_open(self.pid)
        except ProcessLookupError:
            self._fd = None  # it has ended already

    def is_over(self, seconds: float = 0.0) -> bool:
        """Whether it has ended, or does within so many seconds."""
        if self._fd is None:
            return True
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        os.close(self._fd)
        self._fd = None
        return True

    def end(self, number: signal.Signals) -> None:
        """Send its session this signal, and SIGKILL if it has not ended after ten seconds; return when it is over."""
        for each in (number, signal.SIGKILL):
            self._send(each)
            if self.is_over(10):
                return

    def _send(self, number: signal.Signals) -> None:
        """To all that it started too, also where it has ended before them; but not to another that has its number now."""
        if not self.is_over() or not Path(f"/proc/{self.pid}").exists():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)


class _Loaded:
    """This side of the process that waits to be forked."""

    def __init__(self) -> None:
        templates = tempfile.mkdtemp(prefix="gridwalk-templates-")
        atexit.register(shutil.rmtree, templates, ignore_errors=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, templates],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def fork(self, order: dict[str, Any]) -> int:
        """The number of a new process that carries out the order."""
        order_pipe, reply_pipe = self._pipes()
        order_pipe.write(json.dumps(order) + "\n")
        order_pipe.flush()
        return int(reply_pipe.readline())

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdin and self._process.stdout
        return self._process.stdin, self._process.stdout


@cache
def _loaded() -> _Loaded:
    return _Loaded()


def _wait() -> dict[str, Any] | None:
    """In the loaded process: fork for each line that comes. The order, in the process that is to carry it out."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here asks how they ended
    for line in sys.stdin:
        if os.fork() == 0:
            return json.loads(line)  # type: ignore[no-any-return]
    return None


def _become(order: dict[str, Any]) -> None:
    """Be the process that was asked for, as if it had been started so."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    print(os.getpid(), flush=True)
    out, nothing = (
        os.open(order["out"], os.O_WRONLY | os.O_APPEND | os.O_CREAT),
        os.open(os.devnull, os.O_RDONLY),
    )
    for number, instead in ((0, nothing), (1, out), (2, out)):
        os.dup2(instead, number)
    os.close(out)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    sys.argv = [order["module"], *order["words"]]
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    for name in LOADED:
        importlib.import_module(name)
    # one compiles a template and all that start later have it: a first page costs a quarter of a second without
    Application.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(sys.argv[1])}
    gc.freeze()  # what is loaded stays: a fork that looks through it would copy it
    given = _wait()
    if given is not None:
        _become(given)
