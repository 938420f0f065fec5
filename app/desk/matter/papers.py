"""A matter on paper: the work order for whoever goes there, and the evidence sheet for an authority that a case goes to."""

from __future__ import annotations

from typing import Any

import segno

from app.areas.access.reach import Reach
from app.areas.models import Unit
from app.core import clock
from app.desk.matter import contacts
from app.evidence import uses
from app.links import assignment, creation
from app.matters.models import Matter
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
    return {
        **_facts(matter, assignment.reach_of_assignee(matter, who, unit), language),
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
    photos = list(dict.fromkeys([*shown["photos_before"], *shown["photos"], *shown["photos_after"]]))
    missing = set(uses.missing(photos))
    return {
        **values,
        "pictures": [(sha256, sha256 not in missing) for sha256 in photos],
        "printed_by": person.name,
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
