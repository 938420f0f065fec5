"""The routes of notices, for the API's description of itself."""

from __future__ import annotations

from typing import Any

from app.notify import commands

DONE: dict[str, Any] = {"answer": None, "statuses": (204,)}

ROUTES: tuple[dict[str, Any], ...] = (
    {"method": "get", "path": "/api/v1/notices", "summary": "What I was told, bundled by matter"},
    {"method": "post", "path": "/api/v1/notices/read", "summary": "I have read these", "body": commands.ReadBody},
    {"method": "get", "path": "/api/v1/push", "summary": "The key that push services know us by"},
    {"method": "post", "path": "/api/v1/push", "summary": "Tell me in this browser, too", "body": commands.PushBody, **DONE},
    {"method": "delete", "path": "/api/v1/push", "summary": "No more in this browser", "body": commands.PushEnd, **DONE},
)  # fmt: skip
