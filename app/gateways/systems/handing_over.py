"""A system hands a matter over in its own words: the map in reverse, then the same as any source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.core import clock, db, decode, ids
from app.core.problems.problem import Problem
from app.gateways import intake
from app.gateways.commands import IntakeBody
from app.gateways.intake import Taken
from app.gateways.models import Source
from app.gateways.systems import returns
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import FIELDS
from app.gateways.systems.models import System
from app.matters.models import Matter

# our field → the key of an intake that it fills
KEYS = {
    "foreign_number": "external", "category": "category", "text": "text", "area": "area", "reported_at": "at", "due": "due",
    "foreign_url": "external_url",
}  # fmt: skip


def take(system: System, body: Mapping[str, Any]) -> Taken:
    """What the system hands over, kept once however often it is sent. Problems as `intake.take`, a field by their name."""
    source, given = source_of(system), parse(system, body)
    try:
        with db.transaction():
            taken = intake.take(source, given)
            returns.learn(system, taken.matter, returns.Said(number=given.external))
            return taken
    except Problem as problem:
        _name_as_they_do(system, problem)
        raise


def outcome_of(system: System, body: Mapping[str, Any]) -> tuple[str, Matter | None]:
    """What `take` would do; nothing is written."""
    try:
        return intake.outcome_of(source_of(system), parse(system, body))
    except Problem as problem:
        _name_as_they_do(system, problem)
        raise


def source_of(system: System) -> Source:
    """The live source as which the system hands over. Problem not-of-source where nothing was agreed."""
    source = Source.get_or_none(Source.code == system.source) if system.source else None
    if source is None or not source.is_live():
        raise Problem("not-of-source", ("source", "no-source"))
    return source


def parse(system: System, body: Mapping[str, Any]) -> IntakeBody:
    """The intake that their words make; its id is made of them, so that the same again is the same. Problem bad-value."""
    try:
        return _parsed(system, body)
    except Problem as problem:
        _name_as_they_do(system, problem)
        raise


def _parsed(system: System, body: Mapping[str, Any]) -> IntakeBody:
    every = mapping.entries(system.fields)
    handed = [name for name, field in FIELDS.items() if field.is_handed]
    found = mapping.in_our_words(every, body, handed)
    given = {key: _text(found[ours]) for ours, key in KEYS.items() if ours in found}
    if "lat" in found or "lon" in found:
        given["place"] = {key: _degrees(key, found.get(key)) for key in ("lat", "lon")}
    contact = {key: _text(found[f"contact_{key}"]) for key in ("name", "phone") if f"contact_{key}" in found}
    if contact:
        given["contact"] = contact
    given.setdefault("category", "other")
    given.setdefault("text", "")
    return decode.convert({"id": _id(system, body, given), **given}, IntakeBody)


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _degrees(field: str, value: Any) -> Any:
    """Degrees as a number, also where they were written as text."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise Problem("bad-value", (f"place.{field}", "no-number")) from None
    if value is None:
        raise Problem("bad-value", (f"place.{field}", "missing"))
    return value


def _id(system: System, body: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """The id of this very content: as old as what they sent under it first."""
    written = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)
    words = f"{system.code}\0{given.get('external', '')}\0{written}"
    return ids.derived(clock.EARLIEST, words)


def _name_as_they_do(system: System, problem: Problem) -> None:
    """Call the fields of the problem as the system calls them."""
    ours = {key: name for name, key in KEYS.items()}
    ours |= {f"place.{key}": key for key in ("lat", "lon")}
    ours |= {f"contact.{key}": f"contact_{key}" for key in ("name", "phone")}
    names = {entry.ours: entry.theirs for entry in mapping.entries(system.fields) if entry.ours}
    problem.errors = [
        (names.get(ours.get(field, field), ours.get(field, field)), reason, parameters)
        for field, reason, parameters in problem.errors
    ]
