"""What counts as the same content: a digest of the op in one canonical written form.

A digest says by which form it was made, so that an op that comes again after an update is compared as it was then. The
second form, "2:…", packs columns of numbers as doubles instead of writing them out; an op without columns has the first.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

# How an op travels, not what it says: the same op may come again in another lane position or with deps settled.
TRANSPORT = frozenset({"lane", "seq", "deps"})

WHOLE = 2**53  # from here on a float is no longer every whole number
NUMBERS = frozenset({int, float, type(None)})
COLUMN = 3  # numbers in a list that are worth packing
PACKED = "2:"  # how a digest of the second form begins
NOTHING = float.fromhex("0x1p1000")  # stands for null in a packed column, beyond any number that is packed


def digest(op: Any) -> str:
    """SHA-256 of the canonical JSON of an op without its transport fields, its columns packed where it has any.

    Keys sorted, no spaces, UTF-8, whole numbers without a point (after RFC 8785); a top-level key that is null or
    empty counts as left out. A column is a list of at least `COLUMN` numbers or nulls in the body.
    """
    if not isinstance(op, dict) or not isinstance(op.get("body"), dict):
        return _first(op)
    columns = {name: _packed(value) for name, value in op["body"].items() if isinstance(value, list)}
    packed = {name: found for name, found in columns.items() if found is not None}
    if not packed:
        return _first(op)
    rest = {name: value for name, value in op["body"].items() if name not in packed}
    whole = hashlib.sha256(canonical_json(_told({**op, "body": rest})))
    for name, column in sorted(packed.items()):
        whole.update(f"{name}\0{len(column)}\0".encode("utf-8", "surrogatepass"))
        whole.update(column)
    return PACKED + whole.hexdigest()


def is_of(stored: str, op: Any, ours: str) -> bool:
    """Whether the stored digest is the op's, whose digest by today's form is `ours`."""
    return stored == ours or (
        ours.startswith(PACKED) and not stored.startswith(PACKED) and stored == _first(op)
    )


def canonical_json(value: Any) -> bytes:
    """The canonical JSON of any decoded JSON value."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _first(op: Any) -> str:
    return hashlib.sha256(canonical_json(_told(op))).hexdigest()


def _told(op: Any) -> Any:
    """What the op says, without how it travels."""
    if not isinstance(op, dict):
        return op
    return {key: value for key, value in op.items() if key not in TRANSPORT and value not in (None, [], "")}


def _packed(values: list[Any]) -> bytes | None:
    """The numbers as little-endian doubles; None where they are too few, or are no numbers that a double is exact for."""
    if len(values) < COLUMN or not NUMBERS.issuperset(map(type, values)):
        return None
    numbers = [NOTHING if value is None else value for value in values] if None in values else values
    try:
        column = np.array(numbers, "<f8")
    except OverflowError:
        return None
    return (
        None if (np.abs(column[column != NOTHING]) >= WHOLE).any() else (column + 0.0).tobytes()
    )  # minus nothing is nothing


def _plain(value: Any) -> Any:
    """Whole floats as integers, so that 120 and 120.0 are the same number, as they are in JavaScript."""
    if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE:
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        if NUMBERS.issuperset(map(type, value)):  # a column of a track, as the first form writes it
            return [
                int(one) if type(one) is float and one.is_integer() and -WHOLE < one < WHOLE else one
                for one in value
            ]
        return [_plain(inner) for inner in value]
    return value
