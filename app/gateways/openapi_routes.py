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
        "example": {
            "id": "01931f5e-7c00-7a31-9d8e-2b7d6f0c1a55", "external": "WZ-2026-001", "category": "fire_lane", "text": "3 幢消防通道停满了车",
            "area": "330399001001003001", "contact": {"name": "陈阿姨", "phone": "13800138010"}, "due": "2030-12-03T18:00:00+08:00",
            "external_url": "https://hotline.example/orders/WZ-2026-001",
        },
    },
)  # fmt: skip
