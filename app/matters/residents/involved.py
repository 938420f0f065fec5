"""Everybody who had to do with a matter, by name: whom words for the public must not name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.ledger.models import Entry
from app.matters.models import Matter
from app.people.models import Person

Residents = Callable[[str], Iterable[str]]
Asking = Callable[[str, str], bool]
_residents: Residents | None = None
_asking: Asking | None = None


def register_residents(names_of: Residents) -> None:
    """Who knows the names that residents gave with a matter; called in create_app."""
    global _residents
    _residents = names_of


def register_asking(is_asked: Asking) -> None:
    """Who knows whether residents ask for a matter besides those of another that was merged into it."""
    global _asking
    _asking = is_asked


def is_asked_without(matter: str, merged: str) -> bool:
    """Whether residents ask for the matter, those of `merged` left out."""
    return _asking is not None and _asking(matter, merged)


def names(matter: Matter, by: str | None = None) -> set[str]:
    """The names of its staff, of the residents who asked, and of `by`, who is about to write of it."""
    entries = Entry.select(Entry.by).where(
        Entry.kind == "matter", Entry.subject == matter.id, Entry.by.is_null(False)
    )
    ids = {who for (who,) in entries.distinct().tuples()}
    ids |= {matter.finder, matter.resolver, matter.taken_by, matter.holder_person, by} - {None}
    staff = {row.name for row in Person.select(Person.name).where(Person.id.in_(sorted(ids)))}
    return staff | (set(_residents(matter.id)) if _residents is not None else set())
