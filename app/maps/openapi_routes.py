"""The routes of map files, for the API's description of itself."""

from __future__ import annotations

from typing import Any

ROUTES: tuple[dict[str, Any], ...] = (
    {"method": "get", "path": "/api/v1/maps", "summary": "The map files that are ground for me, the widest first"},
    {"method": "get", "path": "/api/v1/maps/{id}", "summary": "The bytes of one, whole or by range", "answer": "application/vnd.pmtiles", "statuses": (200, 206)},
)  # fmt: skip
