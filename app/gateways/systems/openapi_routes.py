"""The routes by which another system comes back, for the API's description of itself."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from app.core import patterns
from app.core.decode import Uuid7
from app.gateways.openapi_routes import Taken


class SystemAnswer(msgspec.Struct):
    """What became of one thing that a system said of a matter."""

    status: Literal["taken", "known", "stale", "conflict", "refused"]
    number: str | None = None
    matter: Uuid7 | None = None
    problem: dict[str, Any] | None = None


class SystemAnswers(msgspec.Struct):
    """A line for each."""

    results: list[SystemAnswer]


class SystemMatters(msgspec.Struct):
    """Matters in the system's own words, and where to go on."""

    cursor: str
    matters: list[dict[str, Any]]
    more: bool


class SystemVisits(msgspec.Struct):
    """Visits in the system's own words, and where to go on."""

    cursor: str
    visits: list[dict[str, Any]]
    more: bool


DIGITS = {"type": "string", "maxLength": 16, "pattern": patterns.whole("[0-9]+")}
ROUTES: tuple[dict[str, Any], ...] = (
    {
        "method": "post", "path": "/api/v1/systems/{code}/answers",
        "summary": "Another system says what it calls matters and how they stand there, in the words of its map (without one: number or id, foreign_number, foreign_state, foreign_text, foreign_at, foreign_url): one object, or a list of at most 100. The same again, or older, changes nothing",
        "answer": SystemAnswers, "body": "application/json", "security": ("system",),
        "example": [
            {"number": "261130-0001", "foreign_number": "SJ0001", "foreign_state": "处置中", "foreign_at": "2026-11-30T10:00:00+08:00"},
            {"foreign_number": "SJ0001", "foreign_state": "已办结", "foreign_text": "已更换灯泡", "foreign_at": "2026-11-30T16:00:00+08:00"},
        ],
    },
    {
        "method": "get", "path": "/api/v1/systems/{code}/matters",
        "summary": "What changed since the cursor of the answer before, in the words of the system's map, each matter once as it stands now",
        "answer": SystemMatters, "query": (("since", DIGITS), ("limit", {"type": "integer", "minimum": 1, "maximum": 100})), "security": ("system",),
    },
    {
        "method": "get", "path": "/api/v1/systems/{code}/visits",
        "summary": "Visits since the cursor of the answer before, in the words of the system's map (building, purpose, outcome, day), on the day after they were received; 404 where it was not agreed upon",
        "answer": SystemVisits, "query": (("since", DIGITS), ("limit", {"type": "integer", "minimum": 1, "maximum": 100})), "security": ("system",),
    },
    {
        "method": "post", "path": "/api/v1/systems/{code}/matters",
        "summary": "Another system hands a matter over in the words of its map: as POST /api/v1/intake, the same content again is the same",
        "answer": Taken, "body": "application/json", "query": (("dry_run", {"enum": ["0", "1"]}),), "security": ("system",), "statuses": (200, 201),
        "example": {"foreign_number": "SJ0002", "category": "fire_lane", "text": "消防通道停满了车", "area": "330399001001003001"},
    },
)  # fmt: skip
