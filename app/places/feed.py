"""Places for the phones of those who look at them, as they are entered, changed, looked at, or as their area sets how often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock, ids
from app.ledger.models import Entry
from app.ledger.news import News
from app.ledger.outcome import Change
from app.people.models import Person
from app.places import due, kinds
from app.places.models import Place

PLACES_MOST = 300  # that a phone is given at first


def feed(
    person: Person, after: int, limit: int, language: str = "zh", *, is_first: bool = False
) -> list[Change]:
    """Changed after ledger number `after`, in order; one that closed down, or whose kind is looked at no more there, is gone."""
    areas = sorted(permissions.areas_for(reach_of(person), "check_places"))
    if not areas:
        return []
    ask = PLACES.at_first if is_first else PLACES.changed
    rows = ask(person.id, areas, after, limit)
    where = {row.code: row for row in Area.select().where(Area.code.in_({row.area_id for row in rows}))}
    return [_change(row, where[row.area_id]) for row in rows]


def _change(row: Place, area: Area) -> Change:
    row.area = area
    is_over = bool(row.ends) and row.ends < clock.today().isoformat()
    day = None if is_over else due.due_on(row)
    return Change(row.seq, "place", id_of(row.code), row.version, due.serialize(row, day) if day else None)


def id_of(code: str) -> str:
    """By what a phone knows the place: made of its code."""
    return ids.derived(0, code)


def places_in(person: Any, areas: Sequence[Any]) -> ModelSelect:
    """A query of the places below these areas."""
    return Place.select().where(Place.area.in_(tree.below(*areas)))


PLACES = News(Place, places_in, PLACES_MOST)


def follow(entry: Entry) -> None:
    """A place that was entered, changed or looked at has the entry's number, in the entry's transaction."""
    _number(entry, Place.code == entry.subject)


def follow_setting(entry: Entry) -> None:
    """The same for all places of an area that sets otherwise how often a kind is looked at."""
    name = (entry.body or {}).get("name", "") if entry.verb == "setting_changed" else ""
    of_kind = [kind for kind in kinds.KINDS if kinds.setting_of(kind) == name]
    if of_kind:
        _number(entry, Place.kind.in_(of_kind) & Place.area.in_(tree.below(entry.subject)))


def _number(entry: Entry, which: Any) -> None:
    Place.update(seq=entry.seq, version=Place.version + 1).where(which).execute()
