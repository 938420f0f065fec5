"""Saved views as they stand beside a desk's list: each with how many it holds, and what of it is there no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.core import clock, db
from app.core.words import mark, translate
from app.desk.kept import saved_views
from app.desk.kept.models import SavedView
from app.desk.lists import address, facets, listing
from app.desk.lists.facets import Found
from app.desk.lists.views import View
from app.matters import categories

OWN = mark("自己的")


@dataclass(frozen=True)
class Drawn:
    """A saved view as a line: its name, where it leads, how many it holds ("" for none), and whether it is the one shown."""

    id: str
    name: str
    query: str
    count: str
    is_of_desk: bool
    is_open: bool


@dataclass(frozen=True)
class Opened:
    """The saved view that the page shows; `is_changed`: what is chosen is not what it keeps."""

    id: str
    name: str
    is_changed: bool
    has_ended: bool


def opened(reach: Reach, id: str, now: str) -> Opened | None:
    """The one named in the address, `now` being what would be saved; None where none is. Problem not-found for another's."""
    if not id:
        return None
    view = saved_views.find(reach, id)
    return Opened(view.id, view.name, view.query != now, view.ended is not None)


def drawn(reach: Reach, opened: str, facts_of: Callable[[View], Found]) -> list[Drawn]:
    """Each that the person has, counted among the first of its view like the facets."""
    return [_line(view, opened, facts_of, reach.person) for view in saved_views.listed(reach)]


def _line(saved: SavedView, opened: str, facts_of: Callable[[View], Found], reader: str) -> Drawn:
    query = address.of_saved(saved.id, saved.query)
    count = _count(saved, facts_of, reader)
    return Drawn(saved.id, saved.name, query, count, saved.is_of_desk, saved.id == opened)


# a figure that only says how many of the first there are at least is good for a while: reading those is what it costs
STANDS = clock.MINUTE
KEPT_MOST = 5000
_at_least: dict[tuple[object, str, str, str], tuple[int, str]] = {}  # until when, and the figure


def _count(saved: SavedView, facts_of: Callable[[View], Found], reader: str) -> str:
    key = (db.database.obj, reader, saved.id, saved.query)
    until, known = _at_least.get(key, (0, ""))
    if 0 < until - clock.now() <= STANDS:
        return known
    view, picked = address.picked_of(saved.query)
    found = facts_of(view)
    number = len(found.fitting(picked))
    figure = str(number) if number < listing.COUNTED_MOST else str(listing.COUNTED_MOST - 1)
    if found.is_whole:
        return "" if not number else figure if number < listing.COUNTED_MOST else f"{figure}+"
    if len(_at_least) >= KEPT_MOST:
        _at_least.clear()
    _at_least[key] = (clock.now() + STANDS, f"{figure}+")
    return f"{figure}+"


def facts_by_view(reach: Reach) -> Callable[[View], Found]:
    """The facts of a view, read once however many ask for them."""
    known: dict[str, Found] = {}

    def facts_of(view: View) -> Found:
        if view.name not in known:
            known[view.name] = listing.facts(reach, view)
        return known[view.name]

    return facts_of


def gone(reach: Reach, picked: facets.Picked, language: str) -> list[str]:
    """What is chosen and is there no more, in words: a kind or unit that has ended, a place that is none of theirs any more."""
    day, now = clock.today().isoformat(), clock.now()
    there = {
        "kind": {row["code"] for row in categories.serialize_all(language) if not row["ends"] or day <= row["ends"]},
        "unit": facets.units_in_use(now),
        "place": {code for code, _ in facets.places(reach)},
    }  # fmt: skip
    return [
        facets.word_of(name, value, reach, language)
        for name, known in there.items()
        for value in sorted(picked.get(name, ()))
        if value not in known
    ]


def owners(reach: Reach, language: str) -> list[tuple[str, str]]:
    """Whose a new one can be, as (owner, words)."""
    named = facets.area_names(tuple(reach.asked_as.get("desk", ())))
    return [(owner, _whose(owner, named, language)) for owner in saved_views.owners(reach)]


def _whose(owner: str, named: dict[str, str], language: str) -> str:
    kind, _, code = owner.partition(":")
    if kind == "person":
        return translate(OWN, language)
    return translate(mark("{area}指挥室的"), language, area=named.get(code, code))
