"""What comes back from another system: what it calls a matter, how it stands there and since when; kept, never acted on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core import clock, db, decode, typed
from app.core.decode import TEXT_MOST, UUID_FORM
from app.core.problems.problem import Problem
from app.gateways.commands import Address
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import FIELDS
from app.gateways.systems.models import ForeignCase, System
from app.gateways.systems.outgoing import collecting
from app.ledger.act import by_clock
from app.ledger.record import record
from app.matters.models import Matter
from app.people import events
from app.people.models import Person

NUMBER_MOST, URL_MOST = 120, 500
TAKEN, KNOWN, STALE, CONFLICT = "taken", "known", "stale", "conflict"  # what became of what came back


@dataclass(frozen=True)
class Said:
    """What a system says of one matter; None: nothing. `at` is its own time (epoch ms)."""

    number: str | None = None
    state: str | None = None
    words: str | None = None
    url: str | None = None
    at: int | None = None


def take(system: System, body: Mapping[str, Any]) -> tuple[str, Matter]:
    """What became of one answer in the system's words, and of which matter it is.

    Problems: bad-value with the field in their words, not-found for a matter that this system was never told of.
    """
    every = mapping.entries(system.fields)
    found = mapping.in_our_words(every, body, [name for name, field in FIELDS.items() if field.comes])
    names = {entry.ours: entry.theirs for entry in every if entry.ours is not None}
    statement = Said(
        _line(found, "foreign_number", NUMBER_MOST, names),
        _state(every, body, names),
        _line(found, "foreign_text", TEXT_MOST, names),
        _url(found, names),
        _time(found, names),
    )
    with db.transaction():
        matter = _matter(system, found, statement, names)
        return learn(system, matter.id, statement), matter


def _matter(system: System, found: dict[str, Any], statement: Said, names: Mapping[str, str]) -> Matter:
    """The matter by our id or number, else by the system's own number."""
    matter: Matter | None = None
    if "id" in found or "number" in found:
        id, number = _line(found, "id", 36, names), _line(found, "number", 40, names)
        if id is not None and UUID_FORM.fullmatch(id):
            matter = Matter.get_or_none(Matter.id == id)
        elif number is not None and (written := typed.matter_number(number)) is not None:
            matter = Matter.get_or_none(Matter.number == written)
    elif statement.number is not None:
        case = ForeignCase.get_or_none(
            (ForeignCase.system == system.code) & (ForeignCase.number == statement.number)
        )
        matter = Matter.get_or_none(Matter.id == case.matter) if case is not None else None
    else:
        raise Problem("bad-value", (names.get("number", "number"), "missing"))
    if matter is None or not collecting.is_told_of(system, matter):
        raise Problem("not-found")
    return matter


def learn(system: System, matter: str, statement: Said) -> str:
    """Keep what it says, inside the caller's transaction; the same again changes nothing, and what is older neither.

    A number other than the one that is known, or one that another matter has, is kept beside it: a person decides.
    """
    case = ForeignCase.get_or_none(
        (ForeignCase.system == system.code) & (ForeignCase.matter == matter)
    ) or ForeignCase(system=system.code, matter=matter)
    is_new, before = case.told is None or not _is_there(case), _terms(case)
    is_conflict = _number(system, case, statement.number)
    is_stale = statement.at is not None and case.at is not None and statement.at < case.at
    if not is_stale:
        case.state = statement.state or case.state
        case.words = statement.words or case.words
        case.url = statement.url or case.url
        case.at = statement.at or case.at
    if not is_new and _terms(case) == before:
        return STALE if is_stale else KNOWN
    case.told = clock.now()
    case.save(force_insert=is_new)
    record(
        by_clock(),
        "system",
        system.code,
        "answered",
        body={"matter": matter, **_terms(case)},
        area=system.area,
    )
    return CONFLICT if is_conflict else TAKEN


def _is_there(case: ForeignCase) -> bool:
    return bool(
        ForeignCase.select()
        .where(ForeignCase.system == case.system, ForeignCase.matter == case.matter)
        .exists()
    )


def _number(system: System, case: ForeignCase, number: str | None) -> bool:
    """Note the number; whether it contradicts what is known."""
    if number is None or number == case.number:
        return False
    others = (ForeignCase.system == system.code) & (ForeignCase.number == number)
    if case.number is None and not ForeignCase.select().where(others).exists():
        case.number = number
        return False
    case.other_number = number
    return True


def _terms(case: ForeignCase) -> dict[str, Any]:
    return {name: getattr(case, name) for name in ("number", "state", "words", "url", "at", "other_number")}


def _line(found: dict[str, Any], ours: str, most: int, names: Mapping[str, str]) -> str | None:
    """A word or number of theirs as text. Problem bad-value names their field."""
    value, field = found.get(ours), names.get(ours, ours)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Problem("bad-value", (field, "wrong-type"))
    text = decode.convert(str(value), str, field).strip()
    if len(text) > most:
        raise Problem("bad-value", (field, "too-long", {"most": most}))
    return text or None


def _state(every: list[Any], body: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    """Their word for how it stands, as they say it, whatever our map makes of it."""
    path = names.get("foreign_state", "foreign_state")
    value = mapping.at(body, path)
    return _line({} if value is None else {"foreign_state": value}, "foreign_state", NUMBER_MOST, names)


def _url(found: dict[str, Any], names: Mapping[str, str]) -> str | None:
    url = _line(found, "foreign_url", URL_MOST, names)
    return None if url is None else decode.convert(url, Address, names.get("foreign_url", "foreign_url"))


def _time(found: dict[str, Any], names: Mapping[str, str]) -> int | None:
    """Their time: RFC 3339, or epoch seconds or milliseconds. Problem bad-value."""
    value, field = found.get("foreign_at"), names.get("foreign_at", "foreign_at")
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        ms = value if value > 10**11 else value * 1000
        if not clock.EARLIEST <= ms < clock.LATEST:
            raise Problem("bad-value", (field, "bad-time"))
        return ms
    return decode.time(str(value), field)


def settle(system: System, matter: str, take_other: bool, by: Person) -> bool:
    """A person decides which of two numbers holds; False where nothing is to be decided.

    Problem bad-value where the other number is another matter's.
    """
    with db.transaction():
        case = ForeignCase.get_or_none((ForeignCase.system == system.code) & (ForeignCase.matter == matter))
        if case is None or case.other_number is None:
            return False
        other = case.other_number
        if take_other:
            others = (ForeignCase.system == system.code) & (ForeignCase.number == other)
            if ForeignCase.select().where(others, ForeignCase.matter != matter).exists():
                raise Problem("bad-value", ("number", "number-of-another", {"value": other}))
            case.number = other
        case.other_number = None
        case.save()
        verb = "number_taken" if take_other else "number_left"
        events.note(by, "system", system.code, verb, None, {"matter": matter, "number": other})
    return True
