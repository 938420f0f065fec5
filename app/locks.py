"""Refuses a second server: on a port where something listens, or over a SQLite store that another one serves."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from app.settings import Settings

T = TypeVar("T")
INHERITED = "GRIDWALK_LOCKS"  # "serve=5,worker=6": what a supervisor holds for its children, by open file
PATIENCE = 2.0  # seconds until one that was killed a moment ago has let go
LOOPBACK = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "")


class Refused(Exception):
    """A sentence for the operator; nothing was started."""


def require_port(settings: Settings) -> None:
    """Refused where something listens on the port: granian would share it, and each would get half of the work."""
    hosts = {settings.host} | ({"127.0.0.1", "::1"} if settings.host in LOOPBACK else set())
    for host in sorted(hosts):
        _patiently(lambda host=host: _bind(host, settings.port, must=host == settings.host))  # type: ignore[misc]


def _bind(host: str, port: int, must: bool) -> None:
    """Take the port for a moment; an address that this machine lacks counts only where it is the one to listen on."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not those that are only closing
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                f"something listens on port {port} already: stop it, or set PORT to another; nothing was started"
            ) from error
        if must:
            raise Refused(f"cannot listen on {host}:{port}: {error.strerror}; nothing was started") from error


def hold(settings: Settings, *roles: str) -> dict[str, int]:
    """Hold each role's lock (`serve`, `worker`) in the data folder until this process and its children have ended.

    Only for SQLite: PostgreSQL may be served from several machines. What the supervisor handed down is held already.
    Role → open file, for `handed_down`. Refused while another process holds one.
    """
    if not settings.database_url.startswith("sqlite"):
        return {}
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    theirs = dict(_inherited(settings))
    return {role: theirs.get(role) or _patiently(lambda r=role: _lock(settings, r)) for role in roles}  # type: ignore[misc]


def handed_down(held: dict[str, int]) -> dict[str, str]:
    """The variable that tells a child which open files are locks; pass these files on to it."""
    return {INHERITED: ",".join(f"{role}={number}" for role, number in held.items())}


def _inherited(settings: Settings) -> Iterator[tuple[str, int]]:
    """Locks of this store that a supervisor holds for this process, whose files are therefore open here."""
    for pair in filter(None, os.environ.get(INHERITED, "").split(",")):
        role, _, number = pair.partition("=")
        with contextlib.suppress(OSError, ValueError):
            if os.path.samestat(os.fstat(int(number)), (settings.data_dir / f"{role}.lock").stat()):
                yield role, int(number)


def _lock(settings: Settings, role: str) -> int:
    number = os.open(settings.data_dir / f"{role}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(number, 20).decode("ascii", "replace").strip() or "?"
        os.close(number)
        what = "server" if role == "serve" else "background worker"
        raise Refused(
            f"another {what} (process {holder}) holds the data folder {settings.data_dir}: stop it, "
            "or set DATA_DIR to another folder; nothing was started"
        ) from error
    os.ftruncate(number, 0)
    os.write(number, str(os.getpid()).encode("ascii"))
    return number


def _patiently(work: Callable[[], T]) -> T:
    """Once more until it is not refused, for a while."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return work()
        except Refused:
            if time.monotonic() > until:
                raise
        time.sleep(0.05)
