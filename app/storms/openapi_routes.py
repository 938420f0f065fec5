"""The routes of storms, for the API's description of itself."""

from __future__ import annotations

from typing import Any

ROUTES: tuple[dict[str, Any], ...] = (
    {
        "method": "get", "path": "/api/v1/storms",
        "summary": "Storms (防汛防台) within reach, those that last first", "query": (), "security": ("session",),
    },
    {
        "method": "get", "path": "/api/v1/storms/{storm}",
        "summary": "A storm with its lists of doors by area: how many doors, `told`, `moved`, `help`, `not_reached`; which doors, for those on duty there while it lasts",
        "query": (), "security": ("session",),
    },
)  # fmt: skip
