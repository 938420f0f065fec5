"""Everything around one matter: the views with their counts, what presses, and the page of the list that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.core import ids
from app.desk.lists import address, facets, layout, listing, rows, saved, views
from app.desk.lists.listing import Narrowed
from app.desk.lists.views import View
from app.matters.queries import lists
from app.requests import held_requests


def frame_of(
    reach: Reach, arguments: Mapping[str, str], language: str, chosen: str, with_facets: bool = True
) -> dict[str, Any]:
    """The values that the list's template needs; `chosen` is the id of the matter shown beside it. Raises Problem bad-value.

    Facets are counted where they are drawn: on a whole page, and while one of them is chosen.

    A matter stands once: what presses is not in the list too, unless it was searched for, and what rings stands on top alone.
    """
    view, asked = asked_for(reach, arguments)
    laid_out = layout.layout_of(reach, view, arguments)
    matters_page = listing.page(reach, view, asked)
    pressing = listing.pressing(reach)
    found = {matter.id for matter in matters_page.rows} if asked.words is not None else set()
    ringing = listing.ringing(reach, pressing)
    above = [matter for matter in pressing if matter.id in ringing or matter.id not in found]
    elsewhere = {matter.id for matter in above} - found
    facts_of = saved.facts_by_view(reach)
    return {
        "view": view,
        "views": views.listed(reach),
        "counts": {
            name: number if number < listing.COUNTED_MOST else f"{listing.COUNTED_MOST - 1}+"
            for name, number in listing.counts(reach).items()
        },
        "due_again": listing.due_again(reach),
        "total": listing.total(reach, view, asked),
        "held": _held(reach),
        "lines": rows.lines(
            [row for row in matters_page.rows if row.id not in elsewhere],
            reach,
            language,
            laid_out.sorting or view.order,
        ),
        "is_empty": not matters_page.rows,
        "after": matters_page.after,
        "pressing": rows.lines(above, reach, language),
        "ringing": ringing,
        "own_pressing": listing.waiting(reach, above),
        "raised": sum(row.id in elsewhere for row in matters_page.rows),
        "chosen": chosen,
        "chosen_version": _version(reach, chosen),
        "q": asked.words or "",
        "asked": {key: arguments.get(key, "") for key in ("area", "category")},
        "classes": facets.classes(language),
        "places": facets.places(reach),
        "layout": laid_out,
        "orders": layout.orders(view, language),
        "columns": layout.column_choices(language),
        "is_sorted_whole": not laid_out.sorting or listing.way_of(reach, view, asked).is_whole,
        "query": address.query(arguments),
        "cursor": arguments.get("cursor", ""),
        **_saved(reach, asked, arguments, language, facts_of),
        **(_narrowing(facts_of(view), asked, arguments, language) if with_facets or asked.picked else {}),
    }


def asked_for(reach: Reach, arguments: Mapping[str, str]) -> tuple[View, Narrowed]:
    """The view, and how it is narrowed and ordered. Raises Problem bad-value."""
    asked = lists.parse_query({key: arguments.get(key, "") for key in (*address.NARROWED, "cursor")})
    picked = tuple(facets.picked_in(arguments).items())
    view = views.named(arguments.get("view"))
    sorting = layout.layout_of(reach, view, arguments).sorting
    return view, Narrowed(**vars(asked), picked=picked, sorting=sorting)


def _saved(
    reach: Reach,
    asked: Narrowed,
    arguments: Mapping[str, str],
    language: str,
    facts_of: Callable[[View], facets.Found],
) -> dict[str, Any]:
    """The saved views, the one that is shown, and what of it is there no more. Problem not-found for another's."""
    opened = saved.opened(reach, arguments.get("saved", "")[:40], address.to_save(arguments))
    return {
        "saved": saved.drawn(reach, opened.id if opened else "", facts_of),
        "saved_now": opened,
        "gone": saved.gone(reach, listing.chosen_of(asked), language),
        "owners": saved.owners(reach, language),
        "form_id": ids.uuid7(),
    }


def _narrowing(
    found: facets.Found, asked: Narrowed, arguments: Mapping[str, str], language: str
) -> dict[str, Any]:
    """The facets as they are drawn, each value with the address that chooses it or lets it go."""
    picked = listing.chosen_of(asked)
    drawn = facets.drawn(found, picked, language)
    return {
        "facets": drawn,
        "facets_whole": found.is_whole,
        "without_facets": address.with_facets(arguments, {}),
        "turned": {
            (facet.name, value.code): address.with_facets(arguments, _turned(picked, facet.name, value.code))
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
