"""A server whose disk really fills up: photos stop first, texts come in, somebody is told, and what was called received is there (needs root)."""

from __future__ import annotations

import http.client
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from app import open_store
from app.core import clock, db, ids
from app.evidence import room, storage, upload
from app.evidence.models import Photo
from app.notify.models import Notice
from app.notify.pipeline import collect
from app.settings import Settings
from app.sync.backup import verification
from app.sync.models import Receipt
from tests import live
from tests.cast import Cast
from tests.evidence.pictures import picture, sha
from tests.faults.full_disk import small_disk

SIZE = "300m"
FIRST, LEFT = 25_000_000, 12_000_000  # bytes that are free when photos come, and when texts do: 5 % are 15 MB
FULL = (507, "no-room-left")


class Line:
    """Calls of the worker's phone over HTTP."""

    def __init__(self, server: live.Server, cast: Cast) -> None:
        self._port, self._cast, self.seq = server.port, cast, 0
        self._headers = {
            "Authorization": f"Bearer {cast.sync_tokens['worker']}",
            "Accept": "application/json",
        }

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, Any]:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            line.request(method, path, body, {**self._headers, **({"Content-Type": kind} if kind else {})})
            answer = line.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else {}
        finally:
            line.close()

    def put(self, data: bytes) -> tuple[int, str]:
        """(status, problem's name) of an upload."""
        status, said = self.ask("PUT", f"/api/v1/photos/{sha(data)}", data, "image/jpeg")
        return status, said.get("type", "").removeprefix("/problems/")

    def report(self, text: str, photos: list[str]) -> tuple[str, int, str]:
        """(id, status of the answer, what became of the op) of a report."""
        self.seq += 1
        now = clock.rfc3339(clock.now())
        op = {
            "id": ids.uuid7(), "person": self._cast.worker.id, "lane": "a", "seq": self.seq, "deps": [], "v": 1,
            "type": "matter.report", "at": now, "photos": photos,
            "body": {"matter": ids.uuid7(), "category": "manhole", "text": text, "area": "33039900100100101001"},
        }  # fmt: skip
        batch = {
            "proto": 1, "device": self._cast.devices["worker"], "epoch": "", "sent_at": now, "ops": [op],
        }  # fmt: skip
        status, said = self.ask("POST", "/api/v1/sync", json.dumps(batch).encode(), "application/json")
        return op["id"], status, said["results"][0]["status"] if status == 200 else said.get("type", "")


def fill(disk: Path, left: int) -> None:
    """Write until only `left` bytes are free."""
    free = os.statvfs(disk)
    with (disk / f"ballast-{left}").open("wb") as ballast:
        ballast.write(bytes(max(0, free.f_bavail * free.f_frsize - left)))


def run(disk: Path) -> dict[str, Any]:
    """Fill the disk in two steps and empty it; AssertionError where something received is not there, or nobody was told."""
    cast = live.prepare(disk)
    server = live.Server(disk)
    line = Line(server, cast)
    fill(disk, FIRST)
    try:
        kept, texts = [], []
        for number in range(1000):
            photo = picture(seed=number, size=(900, 700)) + os.urandom(700_000)
            said = line.put(photo)
            if said[0] != 201:
                break
            kept.append(sha(photo))
        assert kept and said == FULL, said
        large = picture(seed=5000) + os.urandom(8_000_000)
        assert line.put(large) == FULL, "one that would take the last of the room"
        fill(disk, LEFT)
        assert line.put(large) == FULL, "one of which nothing is begun"
        assert (line.ask("GET", "/healthz")[0], line.ask("GET", "/healthz")[1]["disk"]) == (503, "low")
        for number in range(30):
            id_, status, became = line.report(f"第 {number} 件", [sha(large)])
            assert (status, became) == (200, "applied"), became
            texts.append(id_)
        told = tell(disk)
        fill(disk, 0)
        _, status, became = next(
            said
            for number in range(400)
            if (said := line.report("满" * 1900, []))[1] != 200 or texts.append(said[0])
        )
        assert status == 507, (status, became)
        assert line.ask("GET", "/healthz")[1]["disk"] == "full"
        assert line.ask("HEAD", f"/api/v1/photos/{kept[0]}")[0] == 200, "what is here can be read"
        for ballast in disk.glob("ballast-*"):
            ballast.unlink()
        grow(disk)
        assert line.put(large)[0] == 201, "what had to wait comes when there is room again"
        kept.append(sha(large))
        assert line.ask("GET", "/healthz")[0] == 200
    except BaseException:
        print((disk / "server.log").read_text()[-3000:])
        raise
    finally:
        server.stop()
    count(disk, kept, texts)
    return {"photos": len(kept), "texts": len(texts), "told": told}


def grow(disk: Path) -> None:
    """As an operator does who puts in a larger disk."""
    import subprocess

    subprocess.run(["mount", "-o", "remount,size=400m", str(disk)], check=True)


def tell(disk: Path) -> int:
    """What the background worker does meanwhile; how many notices the administrator has."""
    settings = Settings(data_dir=disk, demo=True)
    open_store(settings)
    collect.collect()
    room.watch()
    collect.collect()
    told = Notice.select().where(Notice.kind == "disk_low").count()
    db.database.close()
    assert told == 1, told
    return int(told)


def count(disk: Path, kept: list[str], texts: list[str]) -> None:
    """AssertionError where a photo or text that was called received is not there whole."""
    settings = Settings(data_dir=disk, demo=True)
    open_store(settings)
    here = {row.sha256 for row in Photo.select()}
    assert all(one in here and storage.is_stored(one) for one in kept) and not upload.lost()
    received = {row.op for row in Receipt.select()}
    assert set(texts) <= received, f"{len(set(texts) - received)} lost"
    assert list(verification.faults(settings, lambda _: None)) == []
    db.database.close()


def main() -> int:
    """Run it, or say why not."""
    if os.geteuid() != 0:
        print("full server: skipped, mounting a small disk needs root")
        return 0
    with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder) / "disk", SIZE) as disk:
        print("full server: lost=0", run(disk))
    return 0


if __name__ == "__main__":
    sys.exit(main())
