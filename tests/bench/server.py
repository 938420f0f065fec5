"""How fast field work is taken in durably, beside raw commits of the same bytes in the same run."""

from __future__ import annotations

import http.client
import json
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import apsw

from app.core import clock
from tests.bench.figures import Figure
from tests.cast import LAT, LON, Cast

BATCHES, BATCH, CONNECTIONS = 24, 50, 4
CHUNKS, FIXES = 40, 600


def uuid7() -> str:
    """A fresh UUIDv7."""
    value = (int(time.time() * 1000) << 80) | (uuid.uuid4().int & ((1 << 80) - 1))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    return str(uuid.UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62)))


def op(person: str, kind: str, body: dict[str, Any], lane: str = "bench") -> dict[str, Any]:
    """An op as the phone sends it."""
    now = clock.rfc3339(clock.now())
    place = {"lat": LAT + 0.0004, "lon": LON + 0.0004, "acc": 8.0, "at": now, "source": "browser"}
    return {
        "id": uuid7(),
        "person": person,
        "lane": lane,
        "seq": 1,
        "deps": [],
        "type": kind,
        "v": 1,
        "at": now,
        "place": place,
        "photos": [],
        "body": body,
    }


def _envelope(ops: list[dict[str, Any]], device: str) -> bytes:
    sent = clock.rfc3339(clock.now())
    return json.dumps({"proto": 1, "device": device, "epoch": "", "sent_at": sent, "ops": ops}).encode()


def _post(port: int, token: str, bodies: list[bytes]) -> None:
    """Post each body over one kept-open connection; RuntimeError unless every op was applied."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for body in bodies:
        answer = _ask(line, body, token)
        while answer.get("status") == 503:  # the phone comes again too; the wait is part of the rate
            answer = _ask(line, body, token)
        refused = [result for result in answer.get("results", [answer]) if result.get("status") != "applied"]
        if refused:
            raise RuntimeError(f"not applied: {refused[0]}")
    line.close()


def _ask(line: http.client.HTTPConnection, body: bytes, token: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    line.request("POST", "/api/v1/sync", body, headers)
    said: dict[str, Any] = json.loads(line.getresponse().read())
    return said


def _rate(port: int, token: str, bodies: list[bytes], units: int) -> float:
    """Units a second over all connections."""
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_post, args=(port, token, bodies[n::CONNECTIONS])) for n in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return units / (time.perf_counter() - began)


def _raw(batches: list[list[bytes]], units: int, beside: Path) -> float:
    """Units a second when the same bytes are only committed: one durable transaction a batch, a unique key a row."""
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        db = apsw.Connection(str(Path(folder) / "raw.db"))
        # apsw goes on to the next statement only when the rows of the last one are read
        db.execute(
            "pragma journal_mode=wal; pragma synchronous=full; create table kept (id text primary key, raw blob)"
        ).fetchall()
        began = time.perf_counter()
        for batch in batches:
            db.execute("begin immediate")
            db.executemany("insert into kept values (?, ?)", [(uuid7(), raw) for raw in batch])
            db.execute("commit")
        spent = time.perf_counter() - began
        db.close()
    return units / spent


def _reports(person: str) -> list[dict[str, Any]]:
    words = "楼道里停着三辆电动车，消防通道走不过去。"
    return [
        op(person, "matter.report", {"matter": uuid7(), "category": "other", "text": words})
        for _ in range(BATCH)
    ]


def _track(patrol: str, start: int) -> dict[str, Any]:
    steps = range(FIXES)
    return {
        "patrol": patrol,
        "t": [start + 3000 * n for n in steps],
        "lat": [round(LAT + 0.0002 + 0.000001 * n, 7) for n in steps],
        "lon": [round(LON + 0.0002 + 0.000001 * n, 7) for n in steps],
        "acc": [8.0 for _ in steps],
        "source": "browser",
    }


def measure(port: int, cast: Cast, folder: Path, runs: int = 3) -> list[Figure]:
    """Sync ops a second and fixes a second with durable commits, each beside its floor on the disk of `folder`."""
    person, token, device = cast.worker.id, cast.sync_tokens["worker"], cast.devices["worker"]
    ops, fixes = Figure("sync_ops_durable", "ops/s", []), Figure("sync_fixes_durable", "fixes/s", [])
    for _ in range(runs):
        batches = [_reports(person) for _ in range(BATCHES)]
        ops.runs.append(_rate(port, token, [_envelope(batch, device) for batch in batches], BATCHES * BATCH))
        ops.floor.append(
            _raw([[json.dumps(one).encode() for one in batch] for batch in batches], BATCHES * BATCH, folder)
        )
        patrol, start = uuid7(), clock.now() - 3 * clock.HOUR
        _post(port, token, [_envelope([op(person, "patrol.start", {"patrol": patrol})], device)])
        chunks = [op(person, "patrol.track", _track(patrol, start + n * 1000)) for n in range(CHUNKS)]
        fixes.runs.append(
            _rate(port, token, [_envelope([chunk], device) for chunk in chunks], CHUNKS * FIXES)
        )
        fixes.floor.append(_raw([[json.dumps(chunk).encode()] for chunk in chunks], CHUNKS * FIXES, folder))
    return [ops, fixes]
