"""A map between another system's words and ours: checked, and followed in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from app.core import decode
from app.core.problems.problem import Problem
from app.gateways.systems.commands import Answered, Entry, MapBody
from app.gateways.systems.maps.fields import FIELDS, MATTER, VISIT, Shown


def checked(body: MapBody) -> MapBody:
    """The map, if it can be followed. Problem bad-value names the entry: a field that does not exist, two in one place."""
    places: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for number, entry in enumerate(body.fields):
        at = f"fields[{number}]"
        if (entry.ours is None) == (entry.fixed is None):
            raise Problem("bad-value", (at, "ours-or-fixed", {"theirs": entry.theirs}))
        if entry.ours is not None and entry.ours not in FIELDS:
            raise Problem("bad-value", (f"{at}.ours", "no-such-field", {"value": entry.ours}))
        path = tuple(entry.theirs.split("."))
        of = _of(entry)
        if any(set(of) & set(others) and _collide(path, other) for other, others in places):
            raise Problem("bad-value", (f"{at}.theirs", "field-twice", {"value": entry.theirs}))
        places.append((path, of))
        _check_values(at, entry)
    if (body.answer.ok is None) != (body.answer.is_ok is None):
        raise Problem("bad-value", ("answer.is_ok", "missing"))
    return body


def _of(entry: Entry) -> tuple[str, ...]:
    """Of what the entry is: what is fixed stands in both."""
    return (MATTER, VISIT) if entry.ours is None else FIELDS[entry.ours].of


def names(every: Iterable[Entry], kind: str) -> bool:
    """Whether the map has a place for what is of this kind alone."""
    return any(_of(entry) == (kind,) for entry in every)


def _collide(path: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return _is_within(path, other) or _is_within(other, path)


def _is_within(path: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return path[: len(other)] == other


def _check_values(at: str, entry: Entry) -> None:
    """Two of our codes may go out as one of theirs; what comes in by such a word is ambiguous, and kept as it was said."""
    if entry.values and entry.ours is None:
        raise Problem("bad-value", (f"{at}.values", "not-a-choice"))


def parse(value: Any) -> MapBody:
    """A map out of JSON, checked. Problem bad-value."""
    return checked(decode.convert(value, MapBody))


def entries(fields: Any) -> list[Entry]:
    """The entries of a map as a system's row keeps it."""
    return msgspec.convert(fields, list[Entry])


def answered(answer: Any) -> Answered:
    """Where what stands in an answer, as a system's row keeps it."""
    return msgspec.convert(answer, Answered)


def as_kept(body: MapBody) -> tuple[list[Any], dict[str, Any]]:
    """(fields, answer) as a system's row keeps them, without what was left out."""
    fields = [_without_empty(msgspec.to_builtins(entry)) for entry in body.fields]
    return fields, _without_empty(msgspec.to_builtins(body.answer))


def _without_empty(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, {})}


def in_their_words(every: Iterable[Entry], shown: Shown, kind: str = MATTER) -> dict[str, Any]:
    """The matter, or the visit, as the other system calls it: JSON, nested where their paths have dots."""
    body: dict[str, Any] = {}
    for entry in every:
        if entry.ours is not None and FIELDS[entry.ours].value is None:
            continue  # it only comes in
        if kind not in _of(entry):
            continue
        set_at(body, entry.theirs, value_of(entry, shown))
    return body


def value_of(entry: Entry, shown: Shown) -> Any:
    """What stands in their field for this matter."""
    if entry.ours is None:
        return entry.fixed
    find = FIELDS[entry.ours].value
    value = find(shown) if find is not None else None
    return entry.values.get(_code(value), value) if entry.values else value


def _code(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def set_at(body: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a path with dots."""
    *outer, last = path.split(".")
    for part in outer:
        body = body.setdefault(part, {})
    body[last] = value


def at(body: Any, path: str | None) -> Any:
    """What stands at a path with dots; None where nothing does."""
    if path is None:
        return None
    for part in path.split("."):
        body = body.get(part) if isinstance(body, Mapping) else None
    return body


def in_our_words(every: Iterable[Entry], body: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    """Our fields among `wanted` that stand in what another system said; where its map names none, ours stand for themselves.

    A value that its map knows comes as our code, where it is one alone; any other as it was said.
    """
    named: dict[str, list[Entry]] = {}
    for entry in every:
        if entry.ours is not None:
            named.setdefault(entry.ours, []).append(entry)
    found: dict[str, Any] = {}
    for ours in wanted:
        for entry in named.get(ours, [Entry(theirs=ours)]):
            value = at(body, entry.theirs)
            if value not in (None, ""):
                codes = [code for code, word in entry.values.items() if word == _code(value)]
                found[ours] = codes[0] if len(codes) == 1 else value
                break
    return found


def meant_by(every: Iterable[Entry], ours: str, word: str | None) -> set[str]:
    """Which of our codes their word may stand for; none where the map does not say."""
    found = [entry for entry in every if entry.ours == ours]
    return {code for entry in found for code, name in entry.values.items() if name == word}
