"""A phone in Python: a queue in a file, sent as the real drainer sends it, deleted on receipts alone."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import threading
import time
from pathlib import Path
from typing import Any

PATIENCE = 2.0  # seconds
DONE = ("applied", "duplicate")


class Died(Exception):
    """The phone's process ended at this moment."""


class Queue:
    """Ops and photos in an append-only file: what was written survives the phone's death."""

    def __init__(self, path: Path) -> None:
        self.path, self.ops, self.photos = path, dict[str, dict[str, Any]](), dict[str, bytes]()
        self.received: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                self._take(json.loads(line))

    def _take(self, row: dict[str, Any]) -> None:
        if "op" in row:
            self.ops[row["op"]["id"]] = row["op"]
            self.photos.update({sha: bytes.fromhex(data) for sha, data in row["photos"].items()})
        else:
            self.received[row["received"]["id"]] = row["received"]

    def _write(self, row: dict[str, Any]) -> None:
        with self._lock:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            self._take(row)

    def add(self, op: dict[str, Any], photos: tuple[bytes, ...] = ()) -> None:
        """One op with its photos, in one write."""
        self._write({"op": op, "photos": {hashlib.sha256(data).hexdigest(): data.hex() for data in photos}})

    def settle(self, result: dict[str, Any]) -> None:
        """A receipt: the op is done with when none of its photos is missing."""
        self._write({"received": result})

    def waiting(self) -> list[dict[str, Any]]:
        """Ops without a receipt, or with photos still on their way."""
        return [
            op
            for id, op in self.ops.items()
            if id not in self.received
            or (self.received[id]["status"] in DONE and self.received[id].get("missing"))
        ]


class Drainer:
    """Sends one queue until nothing waits. Two of them on one queue are two tabs without a lock."""

    def __init__(self, queue: Queue, port: int, token: str, device: str, seed: int) -> None:
        self.queue, self.port, self.token, self.device = queue, port, token, device
        self.chance = random.Random(seed)
        self.size, self.server = 50, None

    def drain(self, until: float, mortal: bool = True) -> None:
        """Go on until nothing waits or the time is over; Died in the middle, if mortal."""
        tries = 0
        while time.monotonic() < until and (ops := self.queue.waiting()):
            if mortal and self.chance.random() < 0.03:
                raise Died
            if self._batch(ops[: self.size], mortal):
                tries, self.size = 0, 50
            else:
                tries, self.size = tries + 1, max(1, self.size // 2)
                time.sleep(
                    self.chance.random() * min(0.3, 0.01 * 2**tries)
                )  # full jitter, small for the test

    def _batch(self, ops: list[dict[str, Any]], mortal: bool) -> bool:
        now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        envelope = {"proto": 1, "device": self.device, "epoch": "", "sent_at": now, "ops": ops}
        status, said = self._call("POST", "/api/v1/sync", json.dumps(envelope).encode(), "application/json")
        if mortal and self.chance.random() < 0.03:
            raise Died  # the reply is in, nothing of it is written down
        if status != 200 or not isinstance(said, dict) or said.get("proto") != 1 or not said.get("server"):
            return False
        moved = False
        by_id = {result.get("id"): result for result in said.get("results", [])}
        for op in ops:
            result = by_id.get(op["id"])
            if result is None or result["status"] in ("busy", "deferred"):
                continue
            if result != self.queue.received.get(op["id"]):
                self.queue.settle(result)
                moved = True
            for sha in result.get("missing") or []:
                moved |= self._photo(sha)
        return moved

    def _photo(self, sha: str) -> bool:
        """Bring one photo. Whether it arrived is told by the op's next receipt, never by this answer."""
        status, said = self._call("PUT", f"/api/v1/photos/{sha}", self.queue.photos[sha], "image/jpeg")
        return status in (200, 201) and isinstance(said, dict) and said.get("sha256") == sha

    def _call(self, method: str, path: str, data: bytes, kind: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind, "Connection": "close"}
        try:
            connection.request(method, path, data, headers)
            response = connection.getresponse()
            body = response.read()
            return response.status, json.loads(body)
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            connection.close()
