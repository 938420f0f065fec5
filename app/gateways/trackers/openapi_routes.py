"""The doors of workers' own trackers, for the API's description of itself; what becomes of it stands in docs/companion.md."""

from __future__ import annotations

from typing import Any

from app.core import patterns


def _number(least: float, most: float) -> dict[str, Any]:
    return {"type": "number", "minimum": least, "maximum": most}


SECRET = {"type": "string", "maxLength": 100, "pattern": patterns.whole("[A-Za-z0-9_-]+")}
FIX: dict[str, dict[str, Any]] = {
    "id": SECRET, "timestamp": {"type": "string", "maxLength": 40, "pattern": patterns.WORDS_OR_NONE},
    "lat": _number(-90, 90), "lon": _number(-180, 180), "accuracy": _number(0, 100_000), "speed": _number(0, 1_000),
}  # fmt: skip
OSMAND = "200 for whatever the tracker cannot mend, 401 for a secret that is unknown or was ended"
ROUTES: tuple[dict[str, Any], ...] = (
    {
        "method": "post", "path": "/gateways/owntracks", "answer": "application/json", "body": "application/json", "security": ("tracker",),
        "summary": "What the OwnTracks app posts in HTTP mode, the secret as the password of any name: answered [] or with its commands. " + OSMAND,
        "example": {"_type": "location", "tst": 1794963660, "lat": 27.5809, "lon": 120.551, "acc": 8, "tid": "gw"},
    },
    {
        "method": "get", "path": "/gateways/osmand", "answer": "application/json", "security": (), "query": tuple(FIX.items()),
        "summary": "What Traccar Client sends by the address, the secret as the id of its device (speed in knots). " + OSMAND,
    },
    {
        "method": "post", "path": "/gateways/osmand", "answer": "application/json", "body": "application/x-www-form-urlencoded", "security": (),
        "schema": {"type": "object", "required": ["id"], "properties": FIX},
        "summary": "The same by a form, or as the JSON of newer Traccar Clients (speed in metres per second). " + OSMAND,
        "example": {"id": "SECRET", "timestamp": "1794963690", "lat": 27.5809, "lon": 120.551, "accuracy": 8},
    },
)  # fmt: skip
