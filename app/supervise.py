"""One web process and one background worker under one parent: either dying ends both."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType

PR_SET_PDEATHSIG = 1
GRACE = 4.0  # seconds between asking a process to end and ending it


def run_both(python: str = sys.executable) -> int:
    """Run `serve` and `worker` until one ends or a signal comes; the exit status of the first to fail, else 0."""
    children = [_start(python, verb) for verb in ("serve", "worker")]
    asked = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal asked
        asked = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not asked and all(child.poll() is None for child in children):
        time.sleep(0.1)
    status = (
        0 if asked else next((child.returncode or 1 for child in children if child.poll() is not None), 1)
    )
    _end(children)
    return status


def _start(python: str, verb: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [python, "-m", "app.cli", verb], start_new_session=True, preexec_fn=_die_with_parent
    )


def _die_with_parent() -> None:
    """On Linux the kernel ends a child whose supervisor was killed outright; elsewhere this does nothing."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child's process group to end, then make it."""
    for child in children:
        _signal(child, signal.SIGTERM)
    until = time.monotonic() + GRACE
    while time.monotonic() < until and any(child.poll() is None for child in children):
        time.sleep(0.05)
    for child in children:
        _signal(child, signal.SIGKILL)
        child.wait()


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return
