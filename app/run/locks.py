"""Refuses a second server: on a port where something listens, or over a SQLite store or data folder that another one serves."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from app.settings import Settings

T = TypeVar("T")
ROLES = ("serve", "worker")
INHERITED = (
    "GRIDWALK_LOCKS"  # "serve=5,serve.store=6": what a supervisor holds for its children, by open file
)
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


def hold(settings: Settings, *roles: str, so: str = "nothing was started") -> dict[str, int]:
    """Hold each role's locks (`serve`, `worker`) until this process and its children have ended.

    One stands in the data folder and one beside the database, so that neither is served twice, by whatever settings.
    Only for SQLite: PostgreSQL may be served from several machines. What the supervisor handed down is held already.
    Name → open file, for `handed_down`. Refused, with `so` as what came of it, while another process holds one.
    """
    held: dict[str, int] = {}
    inherited = dict(_inherited(settings))
    try:
        for role in roles:
            for name, file in _files(settings, role).items():
                held[name] = inherited.get(name) or _patiently(lambda r=role, f=file: _lock(f, r, so))  # type: ignore[misc]
    except Refused:
        for name, number in held.items():
            if name not in inherited:
                os.close(number)
        raise
    return held


@contextlib.contextmanager
def nobody_serves(settings: Settings) -> Iterator[None]:
    """Keep servers and workers out for a while. Raises Refused if one is running; only for SQLite, like `hold`."""
    held = hold(settings, *ROLES, so="nothing was changed")
    try:
        yield
    finally:
        for number in held.values():
            os.close(number)


def files(settings: Settings) -> list[Path]:
    """Every lock of this store, whether or not somebody holds it."""
    return [file for role in ROLES for file in _files(settings, role).values()]


def _files(settings: Settings, role: str) -> dict[str, Path]:
    """Name → file of a role's locks: in the data folder, and beside the database as it is really called."""
    if settings.database_file is None:
        return {}
    database = Path(os.path.realpath(settings.database_file))
    return {
        role: settings.data_dir / f"{role}.lock",
        f"{role}.store": database.with_name(f"{database.name}.{role}.lock"),
    }


def handed_down(held: dict[str, int]) -> dict[str, str]:
    """The variable that tells a child which open files are locks; pass these files on to it."""
    return {INHERITED: ",".join(f"{role}={number}" for role, number in held.items())}


def _inherited(settings: Settings) -> Iterator[tuple[str, int]]:
    """Locks of this store that a supervisor holds for this process, whose files are therefore open here."""
    own = {name: file for role in ROLES for name, file in _files(settings, role).items()}
    for pair in filter(None, os.environ.get(INHERITED, "").split(",")):
        name, _, number = pair.partition("=")
        with contextlib.suppress(OSError, ValueError, KeyError):
            if os.path.samestat(os.fstat(int(number)), own[name].stat()):
                yield name, int(number)


def _lock(file: Path, role: str, so: str) -> int:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}; {so}") from error
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(number, 20).decode("ascii", "replace").strip() or "?"
        os.close(number)
        what = "server" if role == "serve" else "background worker"
        raise Refused(
            f"another {what} (process {holder}) holds this store ({file}): stop it, "
            f"or set DATA_DIR and DATABASE_URL to another; {so}"
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
