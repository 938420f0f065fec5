"""What OwnTracks sends in HTTP mode, and what it is asked for in return (booklet of OwnTracks: tech/http, tech/json)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from app.core import decode
from app.core.problems.problem import Problem
from app.gateways.trackers.numbers import number
from app.patrol.companions.modes import MONITORING
from app.patrol.companions.positions import Position

KMH = 3.6  # of one metre per second


def secret_of(credentials: str) -> str:
    """The password of HTTP Basic credentials; "" where they are none."""
    try:
        text = base64.b64decode(credentials.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return text.partition(":")[2]


def messages(raw: bytes) -> list[dict[str, Any]]:
    """The messages of a body; none for what is no message."""
    if not raw.strip():
        return []  # a friend was deleted in the app
    try:
        payload = decode.loads(raw)
    except Problem:
        return []
    return [each for each in (payload if isinstance(payload, list) else [payload]) if isinstance(each, dict)]


def is_encrypted(message: dict[str, Any]) -> bool:
    """Whether only the tracker itself can read it."""
    return message.get("_type") == "encrypted"


def position(message: dict[str, Any]) -> Position | None:
    """Where it is, for a message of that kind. What an app leaves out of it, as the name of a network, is not read."""
    moment = number(message.get("tst"))
    if message.get("_type") != "location" or moment is None:
        return None
    speed = number(message.get("vel"))
    return Position(
        round(moment * 1000), number(message.get("lat")), number(message.get("lon")), number(message.get("acc")),
        speed / KMH if speed is not None else None,
    )  # fmt: skip


def command(mode: str) -> dict[str, Any]:
    """What asks the app for another mode; it obeys where its settings allow remote commands."""
    wanted = {"_type": "configuration", "monitoring": MONITORING[mode]}
    return {"_type": "cmd", "action": "setConfiguration", "configuration": wanted}
