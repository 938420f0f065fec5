"""A real server in a process of its own, over a store in a folder, that a test can kill and bring back."""

from __future__ import annotations

import atexit
import http.client
import os
import shutil
import signal
import socket
import tempfile
import time
from functools import cache
from pathlib import Path

from app import open_store
from app.core import db, migrate
from app.people.models import Person
from app.people.sign_in import passwords
from app.settings import Settings
from tests import cast as cast_
from tests.running import preloaded

PATIENCE = 60.0  # seconds a server may take to answer for the first time


def free_port() -> int:
    """A port of the loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def prepare(folder: Path, database_url: str = "") -> cast_.Cast:
    """A migrated store in `folder`, or at the address, with the cast in it, all of whom have the cast's password."""
    settings = Settings(data_dir=folder, database_url=database_url, demo=True)
    settings.evidence_dir.mkdir(parents=True, exist_ok=True)
    if database_url:
        cast = _filled(settings)
        db.database.close()
        return cast
    file, made = _prepared()
    shutil.copy(file, folder / "gridwalk.db")
    open_store(settings)
    cast = cast_.again(made)
    db.database.close()
    return cast


def _filled(settings: Settings) -> cast_.Cast:
    """The cast, made in this store, which is migrated first and stays open."""
    open_store(settings)
    migrate.migrate(settings.data_dir)
    cast = cast_.make()
    Person.update(password=passwords.hash_password(cast_.PASSWORD)).execute()
    return cast


def newcomer(login: str, number: int, grid: str = cast_.GRID2) -> Person:
    """In the open store, a worker of whom no other test knows; with the cast's password."""
    made = cast_.Cast()
    cast_.enter(made, login, number, "grid_worker", grid)
    Person.update(password=passwords.hash_password(cast_.PASSWORD)).where(Person.login == login).execute()
    return made.people[login]


@cache
def _prepared() -> tuple[Path, cast_.Cast]:
    """The file that every such store is a copy of, and the cast in it."""
    folder = Path(tempfile.mkdtemp(prefix="gridwalk-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    cast = _filled(Settings(data_dir=folder))
    db.database.execute_sql("pragma wal_checkpoint(truncate)")
    db.database.close()
    return folder / "gridwalk.db", cast


def health(port: int) -> int | None:
    """The status of the health page on this port; None where nobody listens."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status
    except OSError:
        return None
    finally:
        line.close()


class Server:
    """`gridwalk serve` over `folder`; `public_port` is the one that phones know, where something stands between.

    Not `awaited`: it is started, and whether it answers is the test's business. One process answers, where `PROCESSES` asks
    for no more: each has to start.
    """

    command = ("app.cli", "serve")

    def __init__(
        self, folder: Path, public_port: int | None = None, awaited: bool = True, **env: str
    ) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://localhost:{public_port or self.port}"
        self._env = {
            **os.environ, "DATA_DIR": str(folder), "PORT": str(self.port), "PUBLIC_URL": self.url,
            "GRIDWALK_DEMO": "1", "DATABASE_URL": "", "EVIDENCE_URL": "", "PROCESSES": "1", **env,
        }  # fmt: skip
        self.start(awaited)

    def start(self, awaited: bool = True) -> None:
        """Start it and wait until it answers. RuntimeError with what it said if it does not."""
        self._process = preloaded.Process(*self.command, env=self._env, out=str(self.folder / "server.log"))
        if awaited:
            self.wait()

    def wait(self) -> None:
        """Wait until it answers. RuntimeError with what it said if it does not."""
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self._process.is_over() or time.monotonic() > until:
                self.kill()
                raise RuntimeError((self.folder / "server.log").read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether its health page says it is well."""
        return health(self.port) == 200

    @property
    def pid(self) -> int:
        """The number of the process that was started; what serves is its child."""
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL, as a power cut does."""
        self._process.end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does."""
        self._process.end(signal.SIGTERM)
