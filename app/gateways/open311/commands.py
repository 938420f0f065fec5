"""What a client sends: the fields of a form or an address, each perhaps several times, empty ones as good as left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.core import decode
from app.core.problems.problem import Problem

Fields = Mapping[str, Sequence[str]]
VALUES_MOST = 1000  # of one list with commas
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,60})\](?:\[\])?")


def first(fields: Fields, *names: str) -> str | None:
    """The first value that is not empty, under the first of these names that has one."""
    return next((value.strip() for name in names for value in fields.get(name, ()) if value.strip()), None)


def attribute(fields: Fields, *names: str) -> str | None:
    """The value of `attribute[NAME]`, the first of these that has one; attributes that nobody asked for are left alone."""
    inner = {
        match[1]: values
        for name, values in fields.items()
        if (match := _ATTRIBUTE.fullmatch(name)) is not None
    }
    return first(inner, *names)


def list_of(fields: Fields, name: str) -> list[str] | None:
    """The parts of a list with commas; None where it is left out. Problem bad-value for a thousand and more."""
    text = first(fields, name)
    if text is None:
        return None
    parts = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if len(parts) > VALUES_MOST:
        raise Problem("bad-value", (name, "too-many", {"most": VALUES_MOST}))
    return parts


def moment(fields: Fields, name: str) -> int | None:
    """Epoch ms of a time with its zone; a plus that an address made a space is a plus still. Problem bad-value."""
    text = first(fields, name)
    return None if text is None else decode.time(text.replace(" ", "+"), name)


def count(fields: Fields, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`. Problem bad-value."""
    text = first(fields, name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= most:
        raise Problem("bad-value", (name, "out-of-range", {"least": 1, "most": most}))
    return int(text)
