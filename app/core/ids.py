"""Ids that the server makes itself, in the form phones make them."""

from __future__ import annotations

import hashlib
import secrets
import threading

from app.core import clock

TAIL = 74  # bits behind the time
STEP = 32  # bits by which the next of the same millisecond lies further, at most: in order, and not to be guessed

_turn = threading.Lock()
_last = (0, 0)  # time and tail


def uuid7() -> str:
    """A fresh UUIDv7: the time in milliseconds, then chance (RFC 9562, 5.7); of one millisecond each is greater than the last (6.2, method 2)."""
    global _last
    with _turn:
        at, (before, tail) = clock.now(), _last
        tail = tail + 1 + secrets.randbits(STEP) if at == before else secrets.randbits(TAIL - 1)
        _last = (at, tail)
    return composed(at, tail)


def derived(at: int, words: str) -> str:
    """The UUIDv7 of a time in epoch milliseconds and these words: the same words, the same id."""
    digest = hashlib.sha256(words.encode()).digest()
    return composed(at, int.from_bytes(digest[:10]) >> 80 - TAIL)


def composed(at: int, tail: int) -> str:
    """The UUIDv7 of a time in epoch milliseconds and 74 bits."""
    high, low = tail >> 62 & 0xFFF, tail & (1 << 62) - 1
    digits = f"{at << 80 | 7 << 76 | high << 64 | 2 << 62 | low:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
