"""One web process and one background worker under one parent: one that dies is started again, and five deaths in a minute end both."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from app.run import locks

log = logging.getLogger("gridwalk.supervisor")

PR_SET_PDEATHSIG = 1
GRACE = 3.0  # seconds between asking a process to end and ending it: all is to be over within 5, also on a busy machine
MINUTE = 60.0
DEATHS_MOST = 5  # of both together within a minute
REFUSED = 2  # what a child says that starting again will not mend


@dataclass
class Child:
    """A verb that is to run, the process that runs it, and when earlier ones died."""

    verb: str
    process: subprocess.Popen[bytes]
    deaths: list[float] = field(default_factory=list)
    again: float | None = None  # when it is started again; None while it runs

    def lately(self) -> int:
        """How often it died within the last minute."""
        return sum(time.monotonic() - death < MINUTE for death in self.deaths)


def run_both(held: dict[str, int], python: str = sys.executable) -> int:
    """Run `serve` and `worker` until a signal comes (0), one refuses to start (2), or both die too often (1).

    `held` are the locks of `locks.hold`: the children inherit them, so that whatever outlives this process keeps others out.
    """
    asked = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal asked
        asked = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    children = [Child(verb, _start(python, verb, held)) for verb in ("serve", "worker")]
    status = None
    while not asked and status is None:
        time.sleep(0.05)
        status = _look(children, python, held)
    _end(children)
    return status or 0


def _look(children: list[Child], python: str, held: dict[str, int]) -> int | None:
    """Start again what is due; the exit status where that has no sense any more."""
    for child in children:
        code = child.process.poll()
        if child.again is None and code is not None:
            _signal(child.process, signal.SIGKILL)  # what it started must not go on beside the next one
            if code == REFUSED:
                return REFUSED
            child.deaths.append(time.monotonic())
            if sum(each.lately() for each in children) >= DEATHS_MOST:
                log.error("%s ended (%s); %s deaths in a minute: giving up", child.verb, code, DEATHS_MOST)
                return 1
            pause = 2.0 ** (child.lately() - 1)
            child.again = time.monotonic() + pause
            log.warning("%s ended (%s); starting it again in %.0f s", child.verb, code, pause)
        elif child.again is not None and time.monotonic() >= child.again:
            child.process, child.again = _start(python, child.verb, held), None
    return None


def _start(python: str, verb: str, held: dict[str, int]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [python, "-m", "app.cli", verb], start_new_session=True, preexec_fn=_die_with_parent,
        pass_fds=tuple(held.values()), env={**os.environ, **locks.handed_down(held)},
    )  # fmt: skip


def _die_with_parent() -> None:
    """On Linux the kernel ends a child whose supervisor was killed outright; elsewhere this does nothing."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(children: list[Child]) -> None:
    """Ask every child's process group to end, then make it."""
    children = [child for child in children if child.again is None]
    for child in children:
        _signal(child.process, signal.SIGTERM)
    until = time.monotonic() + GRACE
    while time.monotonic() < until and any(child.process.poll() is None for child in children):
        time.sleep(0.05)
    for child in children:
        _signal(child.process, signal.SIGKILL)
        child.process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
