"""What the web process asks of the operating system: room for many lines at once, and memory given back after use."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import socket
import sys
from pathlib import Path

FILES = 16_384  # open files: a line each, and a file for each body and answer that passes through one
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # of glibc's mallopt(3)
LARGE = 256 * 1024  # bytes
UNREAD = 60.0  # seconds for which an answer may lie there without a byte of it being taken


def allow_many_lines() -> int:
    """Raise this process's limit of open files as far as it may go, to FILES; how many lines that leaves room for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return min(4096, max(128, (resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 256) // 2))


def give_memory_back() -> None:
    """Have glibc return large blocks to the system when they are freed, and keep two heaps, not one for every thread.

    By default it raises its threshold to the largest block freed so far, up to 32 MB: after the first password (argon2
    takes 19 MB) or photo every thread keeps blocks of that size in a heap of its own for ever.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_TRIM_THRESHOLD, LARGE)
        mallopt(M_ARENA_MAX, 2)


def end_unread_lines() -> None:
    """Have the system cut lines whose other end takes nothing for UNREAD seconds, which granian would wait for for ever.

    Lines inherit it from the socket that listens (tcp(7), TCP_USER_TIMEOUT), which granian makes itself and keeps.
    """
    if sys.platform != "linux":
        return
    for number in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(number.name))) as line:
            if line.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNREAD * 1000))
