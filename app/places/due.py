"""Which places are due: those never looked at, those of which the days of their kind have gone by, and those to be looked at again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock
from app.core.words import translate
from app.people.models import Person
from app.places import kinds
from app.places.models import Place


def places_at(roots: Iterable[str]) -> ModelSelect:
    """A query of the places below these areas that are there today, each with its area."""
    day = clock.today().isoformat()
    return (
        Place.select(Place, Area)
        .join(Area, on=(Place.area == Area.code))
        .where(Place.area.in_(tree.below(*(list(roots) or [""]))), (Place.ends == "") | (Place.ends >= day))
        .order_by(Place.area, Place.code)
    )


def due_on(place: Place) -> dt.date:
    """The day from which the place is due: the day agreed for another look, else so many days after the last check; at once without one."""
    if place.again:
        return dt.date.fromisoformat(place.again)
    if place.checked is None:
        return clock.today()
    return clock.date_of(place.checked) + dt.timedelta(days=kinds.KINDS[place.kind].days)


def places_of(person: Person, language: str) -> dict[str, Any]:
    """The places of the person's own grids, what is due first: for a phone, which must know them without a signal.

    `kinds`: kind → what it is called, its days and its checklist.
    """
    roots = permissions.areas_for(reach_of(person), "check_places")
    rows = sorted(places_at(roots), key=lambda place: (due_on(place), place.code))
    used = sorted({place.kind for place in rows})
    return {
        "places": [serialize(place) for place in rows],
        "kinds": {
            kind: {
                "words": translate(kinds.KINDS[kind].words, language),
                "days": kinds.KINDS[kind].days,
                "items": kinds.items(kind, language),
            }
            for kind in used
        },
    }


def serialize(place: Place) -> dict[str, Any]:
    """The place as the API sends it; `due` and `again` are days."""
    return {
        "code": place.code,
        "name": place.name,
        "kind": place.kind,
        "area": place.area_id,
        "area_name": place.area.name,
        "checked": clock.rfc3339_or_none(place.checked),
        "due": due_on(place).isoformat(),
        "again": place.again,
        "bad": place.bad,
    }
