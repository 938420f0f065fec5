"""A phone for the tests: makes ids and ops as a real one does and sends them with its token."""

from __future__ import annotations

import os
import time
import uuid
from typing import Any

from app.core import clock


def new_id() -> str:
    """A UUIDv7 (RFC 9562)."""
    raw = bytearray(time.time_ns().__floordiv__(1_000_000).to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(raw)))


class Phone:
    """One person's phone. `send` answers the list of results, `post` the whole response."""

    def __init__(self, as_: Any, cast: Any, name: str = "worker") -> None:
        self.person = cast.people[name].id
        self.device = cast.devices[name]
        self.client = as_(None)
        self.headers = {"Authorization": f"Bearer {cast.sync_tokens[name]}"}
        self.seq = 0

    def op(
        self, type_: str = "visit.record", body: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """An op of this phone; by default a visit."""
        self.seq += 1
        made = {
            "id": new_id(),
            "person": self.person,
            "lane": "a",
            "seq": self.seq,
            "deps": [],
            "type": type_,
            "v": 1,
            "at": clock.rfc3339(clock.now()),
            "photos": [],
            "body": visit() if body is None and type_ == "visit.record" else body or {},
        }
        return {**made, **more}

    def start(self, **more: Any) -> dict[str, Any]:
        """A patrol begins."""
        return self.op("patrol.start", {"patrol": new_id()}, **more)

    def envelope(self, ops: list[Any], **more: Any) -> dict[str, Any]:
        """A batch."""
        now = clock.rfc3339(clock.now())
        return {"proto": 1, "device": self.device, "epoch": "", "sent_at": now, "ops": ops, **more}

    def post(self, ops: list[Any], **more: Any) -> Any:
        """Send a batch."""
        return self.client.post("/api/v1/sync", json=self.envelope(ops, **more), headers=self.headers)

    def raw(self, data: bytes, **headers: str) -> Any:
        """Send any bytes."""
        given = {"Content-Type": "application/json", **self.headers, **headers}
        return self.client.post("/api/v1/sync", data=data, headers=given)

    def send(self, *ops: Any, **more: Any) -> list[dict[str, Any]]:
        """Send a batch that is answered with results."""
        answer = self.post(list(ops), **more)
        assert answer.status_code == 200, answer.text
        return answer.json["results"]

    def one(self, op: Any) -> str:
        """Send one op; its status, with the problem's name where there is one: "rejected bad-value"."""
        return said(self.send(op)[0])


def said(result: dict[str, Any]) -> str:
    """A result's status, with the name of its problem."""
    problem = result.get("problem")
    return result["status"] + (" " + problem["type"].removeprefix("/problems/") if problem else "")


def visit(**more: Any) -> dict[str, Any]:
    """The body of a visit in the worker's building."""
    return {
        "visit": new_id(),
        "area": "33039900100100101001",
        "purpose": "看望",
        "outcome": "met",
        "started": clock.rfc3339(clock.now() - 600_000),
        "minutes": 10,
        **more,
    }
