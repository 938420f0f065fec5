"""The routes of notices, for the API's description of itself."""

from __future__ import annotations

from typing import Any

from app.core import patterns
from app.notify import commands
from app.notify.daily.telling import SPANS

DONE: dict[str, Any] = {"answer": None, "statuses": (204,)}

CODE = {"type": "string", "maxLength": 64, "pattern": patterns.WORDS_OR_NONE}
DAY = {"type": "string", "format": "date", "maxLength": 10, "pattern": patterns.DATE}

ROUTES: tuple[dict[str, Any], ...] = (
    {"method": "get", "path": "/api/v1/notices", "summary": "What I was told, bundled by matter"},
    {"method": "post", "path": "/api/v1/notices/read", "summary": "I have read these", "body": commands.ReadBody},
    {"method": "get", "path": "/api/v1/push", "summary": "The key that push services know us by"},
    {"method": "post", "path": "/api/v1/push", "summary": "Tell me in this browser, too", "body": commands.PushBody, **DONE},
    {"method": "delete", "path": "/api/v1/push", "summary": "No more in this browser", "body": commands.PushEnd, **DONE},
    {
        "method": "get", "path": "/api/v1/daily",
        "summary": "What came in, was done and is open in an area or at a unit, told to its neighbours: the text as it is pasted, and the numbers (null: below five, or not told)",
        "query": (("area", CODE), ("unit", CODE), ("last", DAY), ("days", {"enum": [str(span) for span in SPANS]})), "security": ("session", "reading"),
    },
)  # fmt: skip
