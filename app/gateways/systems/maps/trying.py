"""A map tried on real matters before anything goes by it: what would stand in their fields, and what they might not understand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.gateways.systems import pulling
from app.gateways.systems.commands import Entry, MapBody
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import FIELDS, MATTER
from app.gateways.systems.models import System
from app.matters.views import outside, serialize

TRIED = 10


@dataclass(frozen=True)
class Tried:
    """One matter: its number, and for each of their fields its path, value, and whether our code goes out as it is."""

    number: str
    cells: list[tuple[str, str, bool]]


def try_out(system: System, body: MapBody) -> list[Tried]:
    """The latest ten matters that the system would be told of, in its words; nothing is sent or written."""
    matters = pulling.latest(system, TRIED)
    going = [
        entry
        for entry in body.fields
        if entry.ours is None or (FIELDS[entry.ours].value is not None and MATTER in FIELDS[entry.ours].of)
    ]
    return [
        Tried(shown["number"], [_cell(entry, outside.veiled(shown)) for entry in going])
        for shown in serialize.many_for_person(matters, system.reach())
    ]


def _cell(entry: Entry, shown: dict[str, Any]) -> tuple[str, str, bool]:
    value = mapping.value_of(entry, shown)
    plain = mapping.value_of(Entry(theirs=entry.theirs, ours=entry.ours, fixed=entry.fixed), shown)
    is_unknown = bool(entry.values) and value == plain and value not in (None, *entry.values.values())
    return entry.theirs, as_text(value), is_unknown


def as_text(value: Any) -> str:
    """A value as a person reads it in a cell."""
    if isinstance(value, list):
        return "\n".join(str(part) for part in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
