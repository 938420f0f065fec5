"""A matter as a list shows it: light enough that a thousand fit on a phone. What has happened to it comes with the one matter."""

from __future__ import annotations

from typing import Any

from app.areas.access.reach import Reach
from app.core import clock, telephone
from app.core.words import translate
from app.matters.models import Matter
from app.matters.queries import order
from app.matters.timing import deadlines
from app.matters.views import confidential, serialize
from app.matters.views.loader import Reading
from app.matters.workflow import labels
from app.people.models import Person

SHAPE = "row"
TEXT_MOST = 120  # characters: more than any list shows


def many_for_person(
    matters: list[Matter], person: Person | Reach, language: str = "zh"
) -> list[dict[str, Any]]:
    """These matters as rows for this person: no ledger, one photo, the beginning of a long text."""
    reading = Reading(matters, person, language, light=True)
    requesters = serialize.requesters_of(matters, reading)
    return [
        {**_row(matter, reading), **_asked(matter, requesters.get(matter.id), language)} for matter in matters
    ]


def _row(matter: Matter, reading: Reading) -> dict[str, Any]:
    is_readable = reading.may_read(matter)
    reports = reading.entries[matter.id]
    withheld = confidential.kept_photos(reports, matter, is_readable, reading.may_hear(matter))
    category = reading.categories[matter.category]
    desk, unit, person = matter.holder()
    text = matter.text if is_readable else translate(labels.CONFIDENTIAL, reading.language)
    return {
        "shape": SHAPE,
        "id": matter.id,
        "number": matter.number,
        "state": matter.state,
        "level": matter.level,
        "area": matter.area,
        "area_name": reading.ground.name(matter.area),
        "category": matter.category,
        "category_name": category.name_en if reading.language == "en" else category.name,
        # a number that the end cuts off is no number any more
        "text": _beginning(text if reading.reach.person else telephone.veiled(text)),
        "place": matter.place if is_readable else None,
        "urgency": matter.urgency,
        "holder": {"desk": desk, "unit": unit, "person": person},
        "holder_name": serialize.holder_name(matter, reading) if matter.is_open() else "",
        "finder": serialize.id_of(matter, matter.finder, reading) if is_readable else None,
        "version": matter.version,
        "due": clock.rfc3339_or_none(matter.due),
        "late_at": clock.rfc3339_or_none(deadlines.late_at(matter)),
        "soon_at": clock.rfc3339_or_none(deadlines.soon_at(matter)),
        "received_at": clock.rfc3339(matter.received_at),
        "closed_at": clock.rfc3339_or_none(matter.closed_at),
        "confirm_turn": matter.confirm_turn,
        "order": order.key(matter),
        "photos": serialize.photos_of(reports, withheld)[:1],
        **serialize.waiting(matter, reading, is_readable),
    }


def _asked(matter: Matter, requester: dict[str, Any] | None, language: str) -> dict[str, Any]:
    """Without the resident."""
    asked = serialize.asked_by(matter, requester, language)
    return {key: asked[key] for key in ("asked_word", "spot")}


def _beginning(text: str) -> str:
    return text if len(text) <= TEXT_MOST else f"{text[: TEXT_MOST - 1]}…"
