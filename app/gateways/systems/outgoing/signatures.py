"""What goes to another system is signed as the Standard Webhooks say (version 1): id, time and body, by HMAC-SHA256."""

from __future__ import annotations

import base64
import hashlib
import hmac

from app.gateways.systems.models import System
from app.requests import signing

PREFIX = "whsec_"


def secret_of(system: System) -> str:
    """The secret that the system checks with: made from the city's own, kept nowhere, another one for each serial."""
    raw = signing.sign("system", system.code, str(system.serial))
    return PREFIX + base64.b64encode(raw).decode()


def signature(secret: str, id: str, at: int, body: bytes) -> str:
    """`v1,` and the signature in base64; `at` in epoch seconds."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    made = hmac.new(key, b".".join((id.encode(), str(at).encode(), body)), hashlib.sha256)
    return "v1," + base64.b64encode(made.digest()).decode()


def headers(system: System, id: str, at: int, seq: int, body: bytes) -> dict[str, str]:
    """The headers of one sending; `webhook-sequence` is ours: for one matter the greater is the later."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Gridwalk",
        "webhook-id": id,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret_of(system), id, at, body),
        "webhook-sequence": str(seq),
    }
