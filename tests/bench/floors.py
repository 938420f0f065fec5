"""What a bare Flask does with the same bytes, durably and without a rule: one row, one photo, a row a fix. Served in processes of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
from flask import Flask, request
from granian import Granian
from granian.constants import Interfaces

from app.settings import ROOT
from tests import live
from tests.bench.client import uuid7

FOLDER = "FLOOR_FOLDER"
TABLES = (
    "create table if not exists kept (id text primary key, raw blob)",
    "create table if not exists fix (patrol text, t integer, lat real, lon real, acc real, unique (patrol, t))",
)
_own = threading.local()


def _database() -> apsw.Connection:
    if not hasattr(_own, "database"):
        _own.database = apsw.Connection(str(Path(os.environ[FOLDER]) / "floor.db"))
        _own.database.set_busy_timeout(10_000)
        for pragma in ("journal_mode = wal", "synchronous = full"):
            _own.database.execute(f"pragma {pragma}").fetchall()
    connection: apsw.Connection = _own.database
    return connection


def application() -> Flask:
    """The app that granian serves."""
    app, photos = Flask("floor"), Path(os.environ[FOLDER])

    @app.post("/row")
    def row() -> str:
        _keep(request.get_data())
        return "{}"

    @app.put("/photo")
    def photo() -> tuple[str, int]:
        data = request.get_data()
        name = hashlib.sha256(data).hexdigest()
        with (photos / f"{name}.part").open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        (photos / f"{name}.part").rename(photos / name)
        _keep(name.encode())
        return "", 201

    @app.post("/track")
    def track() -> str:
        body = json.loads(request.get_data())["ops"][0]["body"]
        rows = zip(body["t"], body["lat"], body["lon"], body["acc"], strict=True)
        database = _database()
        with database:
            database.executemany(
                "insert into fix values (?, ?, ?, ?, ?)", [(body["patrol"], *fix) for fix in rows]
            )
        return "{}"

    return app


def _keep(raw: bytes) -> None:
    database = _database()
    with database:
        database.execute("insert into kept values (?, ?)", (uuid7(), raw))


@contextmanager
def served(beside: Path) -> Iterator[int]:
    """The port of a floor whose files lie beside ours, on the same disk."""
    folder, port = Path(tempfile.mkdtemp(prefix="floor-", dir=beside)), live.free_port()
    with apsw.Connection(str(folder / "floor.db")) as database:
        for table in TABLES:
            database.execute(table)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.floors", str(port)], cwd=ROOT, env={**os.environ, FOLDER: str(folder)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while live.health(port) is None:
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    Granian(
        "tests.bench.floors:application", factory=True, address="127.0.0.1", port=int(sys.argv[1]),
        interface=Interfaces.WSGI, workers=2, blocking_threads=1, log_enabled=False,
    ).serve()  # fmt: skip
