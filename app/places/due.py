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


def due_on(place: Place) -> dt.date | None:
    """The day from which the place is due: the day agreed for another look, else so many days after the last check; at once without one.

    None where its area does not look at the kind: nothing is due there but what was agreed.
    """
    if place.again:
        return dt.date.fromisoformat(place.again)
    days = kinds.days_at(place.area_id, place.kind)
    if not days:
        return None
    return clock.today() if place.checked is None else clock.date_of(place.checked) + dt.timedelta(days=days)


def due_by(places: Iterable[Place], day: dt.date | None = None) -> list[tuple[dt.date, Place]]:
    """Those that are looked at, each with the day from which it is due, the earliest first; those due by that day where one is given."""
    found = ((due_on(place), place) for place in places)
    wanted = [(on, place) for on, place in found if on is not None and (day is None or on <= day)]
    return sorted(wanted, key=lambda pair: (pair[0], pair[1].code))


def places_of(person: Person, language: str) -> dict[str, Any]:
    """The places of the person's own grids, what is due first: for a phone, which must know them without a signal.

    `kinds`: kind → what it is called, after how many days it is due again (`days`, by the places' own areas the fewest) and its checklist.
    """
    roots = permissions.areas_for(reach_of(person), "check_places")
    rows = due_by(places_at(roots))
    used = sorted({place.kind for _, place in rows})
    return {
        "places": [serialize(place, on) for on, place in rows],
        "kinds": {
            kind: {
                "words": translate(kinds.KINDS[kind].words, language),
                "days": min(
                    kinds.days_at(place.area_id, kind) or 365 for _, place in rows if place.kind == kind
                ),
                "items": kinds.items(kind, language),
            }
            for kind in used
        },
    }


def serialize(place: Place, on: dt.date) -> dict[str, Any]:
    """The place as the API sends it, due from the day `on`; `due`, `again` and `ends` are days."""
    return {
        "code": place.code,
        "name": place.name,
        "kind": place.kind,
        "area": place.area_id,
        "area_name": place.area.name,
        "checked": clock.rfc3339_or_none(place.checked),
        "due": on.isoformat(),
        "again": place.again,
        "ends": place.ends or None,
        "bad": place.bad,
    }
