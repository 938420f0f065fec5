"""Everything around one matter: the views with their counts, what presses, and the page of the list that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.desk.lists import facets, listing, rows, views
from app.desk.lists.listing import Narrowed
from app.desk.lists.views import View
from app.matters.queries import lists
from app.requests import held_requests

NARROWED = ("q", "area", "category", "state")


def frame_of(
    reach: Reach, arguments: Mapping[str, str], language: str, chosen: str, with_facets: bool = True
) -> dict[str, Any]:
    """The values that the list's template needs; `chosen` is the id of the matter shown beside it. Raises Problem bad-value.

    Facets are counted where they are drawn: on a whole page, and while one of them is chosen.

    A matter stands once: what presses is not in the list too, unless it was searched for, and what rings stands on top alone.
    """
    view, asked = asked_for(arguments)
    matters_page = listing.page(reach, view, asked)
    pressing = listing.pressing(reach)
    found = {matter.id for matter in matters_page.rows} if asked.words is not None else set()
    ringing = listing.ringing(reach, pressing)
    above = [matter for matter in pressing if matter.id in ringing or matter.id not in found]
    elsewhere = {matter.id for matter in above} - found
    return {
        "view": view,
        "views": views.listed(reach),
        "counts": {
            name: number if number < listing.COUNTED_MOST else f"{listing.COUNTED_MOST - 1}+"
            for name, number in listing.counts(reach).items()
        },
        "total": listing.total(reach, view, asked),
        "held": _held(reach),
        "lines": rows.lines(
            [row for row in matters_page.rows if row.id not in elsewhere], reach, language, view.order
        ),
        "is_empty": not matters_page.rows,
        "after": matters_page.after,
        "pressing": rows.lines(above, reach, language),
        "ringing": ringing,
        "chosen": chosen,
        "chosen_version": _version(reach, chosen),
        "q": asked.words or "",
        "asked": {key: arguments.get(key, "") for key in ("area", "category")},
        "classes": facets.classes(language),
        "places": facets.places(reach),
        "query": query(arguments),
        "cursor": arguments.get("cursor", ""),
        **(_narrowing(reach, view, asked, arguments, language) if with_facets or asked.picked else {}),
    }


def asked_for(arguments: Mapping[str, str]) -> tuple[View, Narrowed]:
    """The view, and how it is narrowed. Raises Problem bad-value."""
    asked = lists.parse_query({key: arguments.get(key, "") for key in (*NARROWED, "cursor")})
    picked = tuple(facets.picked_in(arguments).items())
    return views.named(arguments.get("view")), Narrowed(**vars(asked), picked=picked)


def query(arguments: Mapping[str, str]) -> str:
    """The query string that every link on the page repeats; it leaves out the cursor, so a link begins at the top."""
    return _address(arguments, facets.picked_in(arguments))


def _address(arguments: Mapping[str, str], picked: facets.Picked) -> str:
    values = [("view", views.named(arguments.get("view")).name)]
    values += [(key, arguments[key]) for key in NARROWED if arguments.get(key)]
    return urlencode(values + [(name, value) for name in picked for value in sorted(picked[name])])


def _narrowing(
    reach: Reach, view: View, asked: Narrowed, arguments: Mapping[str, str], language: str
) -> dict[str, Any]:
    """The facets as they are drawn, each value with the address that chooses it or lets it go."""
    picked = listing.chosen_of(asked)
    found, is_whole = listing.facts(reach, view)
    drawn = facets.drawn(reach, picked, found, language)
    return {
        "facets": drawn,
        "facets_whole": is_whole,
        "without_facets": _address(arguments, {}),
        "turned": {
            (facet.name, value.code): _address(arguments, _turned(picked, facet.name, value.code))
            for facet in drawn
            for value in (*facet.shown, *facet.rest)
        },
    }


def _turned(picked: facets.Picked, name: str, value: str) -> dict[str, frozenset[str]]:
    """What is chosen once this value is chosen too, or no longer."""
    turned = {**picked, name: picked.get(name, frozenset()) ^ {value}}
    return {key: turned[key] for key in facets.NAMES if turned.get(key)}


def _version(reach: Reach, matter: str) -> str:
    """The version of the matter that is open; empty when it is not here any more."""
    row = lists.find(reach, matter) if matter else None
    return str(row.version) if row is not None else ""


def _held(reach: Reach) -> int | None:
    """How many requests are held for a look; None where that is not for this person."""
    return held_requests.count_waiting(reach) if permissions.may(reach, "review_requests") else None
