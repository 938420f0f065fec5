"""Ids that the server makes itself, in the form phones make them."""

from __future__ import annotations

import os
import uuid

from app.core import clock


def uuid7() -> str:
    """A fresh UUIDv7: the time in milliseconds, then chance (RFC 9562)."""
    raw = bytearray(clock.now().to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = (raw[6] & 0x0F) | 0x70, (raw[8] & 0x3F) | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))
