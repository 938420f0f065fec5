"""A matter as the outside sees it: the contract's shape, and what a screen needs beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.areas.access.reach import Reach
from app.core import clock
from app.core.words import translate
from app.ledger import sentences, undone
from app.ledger.models import Entry
from app.matters.models import DISPATCHED, IN_HAND, RESOLVED, Matter
from app.matters.moves.confirming import decline
from app.matters.moves.handling import acknowledge, take
from app.matters.queries import neighbours, order
from app.matters.residents import spoken_words
from app.matters.timing import deadlines
from app.matters.views import confidential, next_act, offers, others
from app.matters.views.loader import Reading
from app.matters.workflow import asks, labels
from app.people.models import Person

BEFORE = confidential.TELLING
SENDERS = ("holder", "desk_over", "lead")  # who may send a link to it
SENT_IN = (DISPATCHED, IN_HAND, RESOLVED)  # while somebody can be asked by one


Residents = Callable[[list[str], Reach], dict[str, dict[str, Any]]]
_residents: Residents | None = None


def register_residents(answer: Residents) -> None:
    """Who knows which residents asked for these matters, as far as the reader may know; called in create_app."""
    global _residents
    _residents = answer


def for_person(matter: Matter, person: Person | Reach, language: str = "zh") -> dict[str, Any]:
    """One matter for this person."""
    return many_for_person([matter], person, language)[0]


def many_for_person(
    matters: list[Matter], person: Person | Reach, language: str = "zh"
) -> list[dict[str, Any]]:
    """These matters for this person, in a number of queries that does not grow with them."""
    reading = Reading(matters, person, language)
    requesters = requesters_of(matters, reading)
    return [
        {**_shown(matter, reading), **asked_by(matter, requesters.get(matter.id), language)}
        for matter in matters
    ]


def requesters_of(matters: list[Matter], reading: Reading) -> dict[str, dict[str, Any]]:
    """By matter, which resident asked, as far as the reader may know."""
    asked = [matter.id for matter in matters if matter.resident_asked]
    return _residents(asked, reading.reach) if _residents is not None and asked else {}


def asked_by(matter: Matter, requester: dict[str, Any] | None, language: str) -> dict[str, Any]:
    """Who asked, in what words that is said, and what the poster that opened the form says of the spot."""
    poster_spot = requester.pop("spot") if requester else None
    return {
        "resident": requester,
        "asked_word": _asked_word(matter, requester, language),
        "spot": poster_spot if matter.spot is None else matter.spot or None,
    }


def _asked_word(matter: Matter, requester: dict[str, Any] | None, language: str) -> str | None:
    if not matter.resident_asked:
        return None
    came = requester.get("channel") if requester else None
    channel = came if came in labels.ASKED else "resident"
    return translate(labels.ASKED["joined" if matter.finder is not None else channel], language)


def _shown(matter: Matter, reading: Reading) -> dict[str, Any]:
    is_readable = reading.may_read(matter)
    entries = reading.entries[matter.id]
    acts = next_act.ranked(matter, reading)
    desk, unit, person = matter.holder()
    text = matter.text if is_readable else translate(labels.CONFIDENTIAL, reading.language)
    withheld = confidential.kept_photos(entries, matter, is_readable, reading.may_hear(matter))
    return {
        "id": matter.id,
        "number": matter.number,
        "state": matter.state,
        "level": matter.level,
        "area": matter.area,
        "placed": matter.placed,
        "placed_word": _laid(matter, reading) if is_readable else "",
        "category": matter.category,
        "text": text,
        "place": matter.place if is_readable else None,  # where the reporter stood
        "urgency": matter.urgency,
        "holder": {"desk": desk, "unit": unit, "person": person},
        "version": matter.version,
        "due": clock.rfc3339_or_none(matter.due),
        "photos": photos_of(entries, withheld),
        **waiting(matter, reading, is_readable),
        "moves": [act.move.name for act in acts],
        "ledger": _ledger(matter, entries, reading, withheld, is_readable),
        "open_moves": offers.open_moves(acts, matter, reading),
        **_words(matter, reading),
        **_times(matter, reading),
        **_people(matter, reading, is_readable),
        **_answered(matter, entries, reading),
        **others.supervision(matter, entries, reading, is_readable),
        **_pictures(entries, withheld),
    }


def waiting(matter: Matter, reading: Reading, is_readable: bool) -> dict[str, list[str]]:
    """Whom it waits for; a person of whom the reader must not learn is left out of both."""
    hidden = {person for person in (matter.finder, matter.resolver) if reading.is_veiled(matter, person)}
    if not is_readable:
        hidden.add(matter.finder)
    kept_back = {f"person:{person}" for person in hidden - {reading.reach.person}}
    asked = asks.asked(
        matter, reading.ground, reading.calls[matter.id], asks.open_parts(reading.supports[matter.id])
    )
    return {
        "asks": [term for term in asked if term not in kept_back],
        "asks_not": [term for term in asks.not_asked(matter, reading.ground) if term not in kept_back],
    }


def _words(matter: Matter, reading: Reading) -> dict[str, Any]:
    ground, language = reading.ground, reading.language
    category = reading.categories[matter.category]
    return {
        "category_name": category.name_en if language == "en" else category.name,
        "category_icon": category.icon,
        "class": category.parent or category.code,
        "platform": category.platform,
        "area_name": ground.name(matter.area),
        "level_name": ground.name(matter.level),
        "holder_name": holder_name(matter, reading) if matter.is_open() else "",
        "state_word": labels.state_word(
            matter.state, bool(matter.merged_into), reading.numbers.get(matter.merged_into), language
        ),
        "urgency_word": translate(labels.URGENCIES[matter.urgency], language),
        "next_level": ground.next_level(matter.level),
        "next_level_name": ground.name(ground.next_level(matter.level)),
        "confidential": matter.confidential,
        "may_send": matter.state in SENT_IN and any(reading.standing(matter).is_(word) for word in SENDERS),
        "resident_asked": matter.resident_asked,
        "order": order.key(matter),
        "about": matter.about,
        "merged_into": _numbered(matter.merged_into, reading),
        "merged": [{"id": row.id, "number": row.number} for row in reading.merged[matter.id]],
    }


def _laid(matter: Matter, reading: Reading) -> str:
    """Why it lies here, where that has to be said."""
    if matter.placed != "fallback":
        return ""
    if not matter.place:
        return translate(labels.LAID["nowhere"], reading.language)
    ground = reading.ground
    grid = ground.grid_at(matter.place["lat"], matter.place["lon"])
    if grid is None or grid in ground.chain(matter.area):
        return translate(labels.LAID["outside"], reading.language)
    return translate(labels.LAID["elsewhere"], reading.language).format(name=ground.name(grid))


def _numbered(matter: str | None, reading: Reading) -> dict[str, Any] | None:
    return None if matter is None else {"id": matter, "number": reading.numbers.get(matter)}


def holder_name(matter: Matter, reading: Reading) -> str:
    """In whose hands it lies, in words."""
    desk, unit, person = matter.holder()
    if desk is not None:
        return reading.ground.name(desk) or desk
    if unit is not None:
        return reading.units[unit].name
    return reading.name(matter, person) or ""


def _times(matter: Matter, reading: Reading) -> dict[str, Any]:
    return {
        "reported_at": clock.rfc3339(matter.reported_at),
        "received_at": clock.rfc3339(matter.received_at),
        "closed_at": clock.rfc3339_or_none(matter.closed_at),
        "late_at": clock.rfc3339_or_none(deadlines.late_at(matter)),
        "due_state": deadlines.state_of(matter, clock.now()),
        "due_note": deadlines.note_sentence(matter.due_note, reading.language),
        "near_at": clock.rfc3339_or_none(matter.near_at),
        "soon_at": clock.rfc3339_or_none(deadlines.soon_at(matter)),
        "paused_until": clock.rfc3339_or_none(matter.paused_until),
        "paused_word": others.paused_word(matter, reading.language),
        "case_number": matter.case_number,
        "coming_at": clock.rfc3339_or_none(matter.coming_at),
        "joint_since": clock.rfc3339_or_none(matter.joint_since),
        "asked_until": clock.rfc3339_or_none(matter.asked_until),
        "shelved_until": clock.rfc3339_or_none(matter.shelved_until),
        "supervised_until": clock.rfc3339_or_none(matter.supervised_until),
        "answer_due": clock.rfc3339_or_none(matter.answer_due),
        "climbs_at": clock.rfc3339_or_none(matter.climb_at),
    }


def _people(matter: Matter, reading: Reading, is_readable: bool) -> dict[str, Any]:
    return {
        "finder": id_of(matter, matter.finder, reading) if is_readable else None,
        "finder_name": reading.name(matter, matter.finder) if is_readable else None,
        "taken_by": id_of(matter, matter.taken_by, reading),
        "taken_by_name": reading.name(matter, matter.taken_by),
        "supports": [others.support(matter, row, reading) for row in reading.supports[matter.id]],
        "calls": [others.call(call, reading) for call in reading.calls[matter.id]],
        "confirm_turn": matter.confirm_turn,
        "confirm_turn_word": (
            translate(labels.TURNS[matter.confirm_turn], reading.language) if matter.confirm_turn else None
        ),
        "contacts": _contacts(matter, reading, is_readable),
    }


def _answered(matter: Matter, entries: list[Entry], reading: Reading) -> dict[str, Any]:
    """Who last saw it and who last took it, and when by the server: the lines of the emergency sheet."""
    last = {entry.verb: entry for entry in undone.standing(entries)}
    seen, taken = last.get(acknowledge.MOVE.name), last.get(take.MOVE.name)
    return {
        "seen_by_name": reading.name(matter, seen.by) if seen else None,
        "seen_at": clock.rfc3339(seen.received) if seen else None,
        "taken_at": clock.rfc3339(taken.received) if taken else None,
    }


def id_of(matter: Matter, person: str | None, reading: Reading) -> str | None:
    """The person's id, unless the reader may learn of them only that it is a neighbour."""
    return None if reading.is_veiled(matter, person) else person


def _contacts(matter: Matter, reading: Reading, is_readable: bool) -> list[dict[str, Any]]:
    """Whom to ring: who holds it (for a desk, somebody there), who took it, who found it; numbers of staff and offices."""
    rung: list[dict[str, Any]] = []
    finder = matter.finder if is_readable else None
    desk = reading.desks.get(matter.holder_desk or "")
    asked = (
        ("holder", reading.people.get(matter.holder_person or "")),
        ("taken_by", reading.people.get(matter.taken_by or "")),
        ("desk", desk),
        ("finder", reading.people.get(finder or "")),
    )
    for role, row in asked:
        known = {one["person"] for one in rung}
        if row is None or row.id in known or row.id == reading.reach.person:
            continue
        if row.phone and not reading.is_veiled(matter, row.id):
            rung.append({"role": role, "person": row.id, "name": row.name, "phone": row.phone})
    unit = reading.units.get(matter.holder_unit or "")
    if unit is not None and unit.phone:
        rung.append({"role": "unit", "person": None, "name": unit.name, "phone": unit.phone})
    return rung


def photos_of(entries: list[Entry], withheld: set[str]) -> list[str]:
    """The photos of these entries, each once, without those that are kept back."""
    return _left([photo for entry in entries for photo in entry.photos or []], withheld)


def _left(photos: list[str], withheld: set[str]) -> list[str]:
    """Each once, without those that are kept back."""
    return [photo for photo in dict.fromkeys(photos) if photo not in withheld]


def _pictures(entries: list[Entry], withheld: set[str]) -> dict[str, list[str]]:
    """What it looked like before, and after whoever settled it last."""
    entries = undone.standing(entries)
    before = [photo for entry in entries if entry.verb in BEFORE for photo in entry.photos or []]
    after = [photo for entry in entries for photo in (entry.body or {}).get("after") or []]
    return {"photos_before": _left(before, withheld), "photos_after": _left(after, withheld)}


def _ledger(
    matter: Matter, entries: list[Entry], reading: Reading, withheld: set[str], is_readable: bool
) -> list[dict[str, Any]]:
    may_hear = reading.may_hear(matter)
    is_open = neighbours.may_know(reading.reach, matter, reading.ground)
    veiled = set() if is_open else reading.neighbours
    every = reading.names(set(), veiled)
    without = reading.names({matter.finder} if matter.finder else set(), veiled)
    result: list[dict[str, Any]] = []
    stand = {entry.seq for entry in undone.standing(entries)}
    for entry in entries:
        is_neighbours = not is_open and neighbours.is_by_one(entry, reading.neighbours)
        is_nameless = not is_readable and confidential.is_by_reporter(entry, matter)
        is_wordless = confidential.is_kept(entry, matter, is_readable, may_hear)
        names = without if is_nameless else every
        if is_neighbours and not is_nameless:
            names = reading.names(set(), veiled | {entry.by})
        result.append(_entry(entry, names, reading.language, withheld, is_nameless, is_wordless))
        if entry.seq not in stand and entry.verb != undone.UNDO:
            result[-1]["undone"] = True
        if is_neighbours:
            result[-1].pop("came", None)
            result[-1] |= {
                "by": None,
                "reason": None if entry.verb == decline.MOVE.name else result[-1]["reason"],
            }
    return result


def _by_name(entry: Entry, names: sentences.Names) -> str | None:
    """The person; for an act by a unit's link, the unit."""
    if entry.by is not None:
        return names.people.get(entry.by)
    return names.units.get((entry.body or {}).get("by_unit") or "")


def _entry(
    entry: Entry,
    names: sentences.Names,
    language: str,
    withheld: set[str],
    is_nameless: bool,
    is_wordless: bool,
) -> dict[str, Any]:
    body: dict[str, Any] = entry.body or {}
    text = entry.text
    if text is not None and is_wordless:
        text = translate(labels.CONFIDENTIAL, language)
    return {
        "seq": entry.seq,
        "move": entry.verb,
        "by": None if is_nameless else entry.by,
        "at": clock.rfc3339(entry.at),
        "received": clock.rfc3339(entry.received),
        "text": text,
        "resident_text": None if is_wordless else body.get("resident_text"),
        "resident_waits": bool(body.get("waits")) or body.get("checked") == spoken_words.TO_LOOK_AT,
        "photos": _left(entry.photos or [], withheld),
        "by_name": None if is_nameless else _by_name(entry, names),
        "actor": entry.actor,
        "sentence": sentences.sentence(entry, names, language),
        "skewed": bool(entry.skewed),
        "imported": bool(entry.imported),
        "reason": body.get("reason"),
        "to": body.get("to") or [],
        "until": clock.rfc3339_or_none(body.get("until")),
        "call": body.get("call"),
        **({"undoes": body["undoes"]} if "undoes" in body else {}),
        "state": body.get("state"),
        **({"came": body["came"]} if "came" in body and not is_nameless else {}),
    }
