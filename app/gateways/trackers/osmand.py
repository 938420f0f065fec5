"""What Traccar Client sends: OsmAnd's query or form, and the JSON of its newer versions."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from app.core import clock, decode
from app.core.problems.problem import Problem
from app.gateways.trackers.numbers import moment, number
from app.patrol.companions.positions import Position

KNOT = 1852 / 3600  # metres per second
FIELDS_MOST = 200
JSON = "application/json"
UNTRUE = ("false", "0")


def parse(query: str, raw: bytes, kind: str) -> tuple[str, Position | None]:
    """(the secret that the tracker gives as its id, where it is); None where it does not say."""
    if kind == JSON:
        return _of_json(raw)
    fields = _fields(query) | _fields(raw.decode("utf-8", "replace"))
    return fields.get("id") or fields.get("deviceid", ""), _of_fields(fields)


def _fields(text: str) -> dict[str, str]:
    """The first of each name."""
    try:
        found = parse_qs(text.strip(), max_num_fields=FIELDS_MOST)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


def _of_fields(fields: dict[str, str]) -> Position | None:
    at = moment(fields["timestamp"]) if fields.get("timestamp") else clock.now()
    lat, lon = fields.get("lat", ""), fields.get("lon", "")
    if not lat and not lon:
        lat, _, lon = fields.get("location", "").partition(",")
    if at is None or fields.get("valid", "").lower() in UNTRUE:
        return None
    speed = number(fields.get("speed"))
    return Position(
        at,
        number(lat),
        number(lon),
        number(fields.get("accuracy")),
        speed * KNOT if speed is not None else None,
    )


def _of_json(raw: bytes) -> tuple[str, Position | None]:
    try:
        message: Any = decode.loads(raw)
    except Problem:
        return "", None
    if not isinstance(message, dict):
        return "", None
    secret, location = message.get("device_id"), message.get("location")
    secret = secret if isinstance(secret, str) else ""
    if not isinstance(location, dict) or not isinstance(location.get("coords"), dict):
        return secret, None
    at, coords = moment(location.get("timestamp")), location["coords"]
    if at is None:
        return secret, None
    named = (number(coords.get(name)) for name in ("latitude", "longitude", "accuracy", "speed"))
    return secret, Position(at, *named)
