"""Everything around one matter: the views with their counts, what presses, and the page of the list that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.desk.lists import facets, listing, rows, views
from app.matters.models import Matter
from app.matters.queries import lists
from app.requests import held_requests

NARROWED = ("q", "area", "category", "state")


def of(theirs: Reach, given: Mapping[str, str], language: str, chosen: str) -> dict[str, Any]:
    """What the list is drawn from; `chosen` is the id of the matter that is open beside it. Problem bad-value."""
    view = views.named(given.get("view"))
    asked = lists.read({key: given.get(key, "") for key in (*NARROWED, "cursor")})
    found = listing.page(theirs, view, asked)
    pressing = listing.pressing(theirs)
    return {
        "view": view,
        "views": views.listed(theirs),
        "counts": listing.counts(theirs),
        "held": _held(theirs),
        "lines": rows.lines(_besides(found.rows, pressing, asked), theirs, language),
        "is_empty": not found.rows,
        "after": found.after,
        "pressing": rows.lines(pressing, theirs, language),
        "ringing": listing.ringing(theirs, pressing),
        "chosen": chosen,
        "chosen_version": _version(theirs, chosen),
        "q": asked.words or "",
        "asked": {key: given.get(key, "") for key in ("area", "category")},
        "classes": facets.classes(language),
        "places": facets.places(theirs),
        "query": query(given),
        "cursor": given.get("cursor", ""),
    }


def query(given: Mapping[str, str]) -> str:
    """What the list was asked for, to go along with every link on the page; it begins anew at the top."""
    said = {"view": views.named(given.get("view")).name}
    return urlencode(said | {key: given[key] for key in NARROWED if given.get(key)})


def _besides(found: list[Matter], above: list[Matter], asked: lists.Asked) -> list[Matter]:
    """What stands above the list is not said twice, unless it was searched for."""
    known = {matter.id for matter in above} if asked.words is None else set()
    return [matter for matter in found if matter.id not in known]


def _version(theirs: Reach, matter: str) -> str:
    """The version of the matter that is open; empty when it is not here any more."""
    found = lists.visible(theirs).where(Matter.id == matter).first() if matter else None
    return str(found.version) if found is not None else ""


def _held(theirs: Reach) -> int | None:
    """How many requests are held for a look; None where that is not for this person."""
    return len(held_requests.waiting(theirs)) if permissions.may(theirs, "review_requests") else None
