"""A matter on paper: the order, request or transfer for whoever goes there, and the evidence sheet for an authority that a case goes to."""

from __future__ import annotations

from typing import Any

import segno

from app.areas.access.reach import Reach
from app.areas.models import Unit
from app.core import clock
from app.desk.matter import contacts, paper_kinds
from app.evidence import uses
from app.ledger import undone
from app.links import assignment, creation
from app.matters.models import Matter
from app.matters.moves import table
from app.matters.views import offers, serialize
from app.matters.views.loader import Reading
from app.people.models import Person


def order(person: Person, matter: Matter, target: str, base: str, language: str) -> dict[str, Any]:
    """The values of a work order for `person:<id>` or `unit:<code>`, with a fresh link as a code to scan.

    It says what its receiver may read. Problems as `links.creation.make`.
    """
    _, address = contacts.link_words(person, matter, target, base, language)
    kind, _, code = target.partition(":")
    who, unit = (code, None) if kind == "person" else (None, code)
    named = Person.get_by_id(code) if kind == "person" else Unit.get(Unit.code == code)
    paper = paper_kinds.kind_of(matter, target)
    values = _facts(matter, assignment.reach_of_assignee(matter, who, unit), language)
    return {
        **values,
        "paper": paper,
        "title": paper_kinds.TITLES[paper],
        "asked": _asked(matter, code, values["shown"]) if paper == paper_kinds.HELP else None,
        "leads": values["shown"]["holder_name"] if not (unit and matter.holder_unit == unit) else "",
        "pieces": len(_photos(values["shown"])),
        "to": named.name,
        "to_phone": named.phone or "",
        "qr": segno.make(address, error="m", micro=False).svg_inline(omitsize=True, light="#fff", border=2),
        "address": address,
        "printed_by": person.name,
    }


def evidence(person: Person, matter: Matter, language: str) -> dict[str, Any]:
    """The values of an evidence sheet: its facts, its course and its photos by their digests, as an outside unit may read them."""
    outside = assignment.reach_of_assignee(matter, None, "")
    values = _facts(matter, outside, language)
    shown = values["shown"]
    photos = _photos(shown)
    missing = set(uses.missing(photos))
    return {
        **values,
        "course": [entry for entry in shown["ledger"] if _is_evidence(entry)],
        "pictures": [(sha256, sha256 not in missing) for sha256 in photos],
        "printed_by": person.name,
    }


def _photos(shown: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys([*shown["photos_before"], *shown["photos"], *shown["photos_after"]]))


def _is_evidence(entry: dict[str, Any]) -> bool:
    """Whether it belongs to the course of the case: what staff note for one another, and what was taken back, does not."""
    if entry.get("undone") or entry["move"] == undone.UNDO:
        return False
    move = table.BY_NAME.get(entry["move"])
    return move is None or entry["actor"] == "resident" or not move.is_among_staff


def _asked(matter: Matter, unit: str, shown: dict[str, Any]) -> dict[str, Any]:
    """What a called unit is asked: for which occasion, by whom, in what words, until when."""
    call = paper_kinds.call_of(matter, unit)
    calls = {(one["call"], one["unit"]): one for one in shown["calls"]}
    whistle: dict[str, Any] = next(
        (entry for entry in shown["ledger"] if call is not None and entry["seq"] == call.entry), {}
    )
    one = calls[call.entry, unit] if call is not None else {}
    return {
        "why": one.get("reason_word") or "",
        "by": whistle.get("by_name") or "",
        "words": whistle.get("text") or "",
        "due": one.get("due"),
    }


def _facts(matter: Matter, reach: Reach, language: str) -> dict[str, Any]:
    shown = serialize.for_person(matter, reach, language)
    reading = Reading([matter], reach, language)
    return {
        "shown": shown,
        "place": creation.place_of(matter.area, shown["spot"]),
        "basis": offers.proposed(matter, reading),
        "printed": clock.rfc3339(clock.now()),
        "due": clock.rfc3339_or_none(matter.due),
    }
