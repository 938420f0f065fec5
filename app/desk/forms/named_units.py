"""Units found by the name or code that somebody types, where there are more than a list can hold."""

from __future__ import annotations

import re

from app.areas import serialize
from app.areas.access.reach import Reach
from app.areas.models import Unit
from app.core import typed
from app.core.problems.problem import Problem

OFFERED = 12
WORDS_MOST = 80
_BETWEEN = re.compile(r"[、，,;；\n]+")


def find(reach: Reach, words: str) -> list[Unit]:
    """The units that the person may call and that fit: the one of this code, or of exactly this name, or all in whose name or code every word stands."""
    words = "".join(letter if letter.isprintable() else " " for letter in words[:WORDS_MOST]).strip()
    units, terms = serialize.callable_units(reach), typed.plain(words).split()
    if not terms:
        return []
    exact = list(units.where(Unit.code.in_([typed.code(words), typed.code(words.split()[0])])).limit(1))
    exact = exact or list(units.where(Unit.name.in_([words, " ".join(terms)])).limit(2))
    if len(exact) == 1:
        return exact
    for term in terms[:6]:
        units = units.where(Unit.name.contains(term) | Unit.code.contains(term))
    return list(units.order_by(Unit.name, Unit.code).limit(OFFERED))


def value_of(reach: Reach, words: str, field: str) -> str:
    """The choice `unit:<code>` that the words mean. Problem bad-value where they mean none, or several, which it names."""
    found = find(reach, words)
    if not found:
        raise Problem("bad-value", (field, "no-such-unit", {"value": words[:40]}))
    if len(found) > 1:
        named = "、".join(f"{unit.name}（{unit.code}）" for unit in found)
        raise Problem("bad-value", (field, "several-units", {"value": words[:40], "units": named}))
    return f"unit:{found[0].code}"


def values_of(reach: Reach, words: str, field: str) -> list[str]:
    """Like `value_of`, for several with commas between."""
    parts = [part.strip() for part in _BETWEEN.split(words) if part.strip()]
    return [value_of(reach, part, field) for part in parts]


def completions(reach: Reach, words: str) -> list[str]:
    """What a field may hold once it is completed: the parts before the last as they are, then a unit by code and name."""
    before, last = re.match(r"(?s)(.*[、，,;；\n])?(.*)", words).groups("")  # type: ignore[union-attr]
    return [f"{before}{unit.code} {unit.name}" for unit in find(reach, last)]
