"""What counts as the same content: a digest of the op in one canonical written form."""

from __future__ import annotations

import hashlib
import json
from typing import Any

# How an op travels, not what it says: the same op may come again in another lane position or with deps settled.
TRANSPORT = frozenset({"lane", "seq", "deps"})

WHOLE = 2**53  # from here on a float is no longer every whole number
NUMBERS = frozenset({int, float, type(None)})


def digest(op: Any) -> str:
    """SHA-256 of the canonical JSON of an op without its transport fields.

    Keys sorted, no spaces, UTF-8, whole numbers without a point (after RFC 8785); a top-level key that is null or
    empty counts as left out.
    """
    if isinstance(op, dict):
        op = {key: value for key, value in op.items() if key not in TRANSPORT and value not in (None, [], "")}
    return hashlib.sha256(canonical_json(op)).hexdigest()


def canonical_json(value: Any) -> bytes:
    """The canonical JSON of any decoded JSON value."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    """Whole floats as integers, so that 120 and 120.0 are the same number, as they are in JavaScript."""
    if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE:
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        if set(map(type, value)) <= NUMBERS:  # a column of a track: hundreds of numbers at a time
            return [
                int(one) if type(one) is float and one.is_integer() and -WHOLE < one < WHOLE else one
                for one in value
            ]
        return [_plain(inner) for inner in value]
    return value
