"""The routes of other systems, for the API's description of itself."""

from __future__ import annotations

from typing import Any

import msgspec

from app.core.decode import Uuid7
from app.gateways.commands import IntakeBody


class Taken(msgspec.Struct):
    """What became of what a source handed over."""

    number: str
    matter: Uuid7


ROUTES: tuple[dict[str, Any], ...] = (
    {
        "method": "post", "path": "/api/v1/intake",
        "summary": "A source hands a matter over: 201 where it is new here, 200 where its words were filed with the open matter of the same `external`. Its photos are then PUT with the source's key as Bearer",
        "answer": Taken, "body": IntakeBody, "query": (("dry_run", {"enum": ["0", "1"]}),), "security": ("source",), "statuses": (200, 201),
    },
)  # fmt: skip
