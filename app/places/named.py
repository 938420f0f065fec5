"""Places that somebody means by a name, a part of one, or a code, in letters of any case and width."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.core import typed
from app.core.problems.problem import Problem
from app.places import due
from app.places.models import Place

OFFERED = 12


class SeveralMeant(Problem):
    """More than one is meant: the first of them are `places`, for a choice."""

    def __init__(self, field: str, places: list[Place], count: int) -> None:
        super().__init__("bad-value", (field, "several-places", {"n": count}))
        self.places = places


def meant(roots: Iterable[str], words: str, field: str, of: Collection[str] = ()) -> Place:
    """The one below these areas, of these kinds where any are named. Problem bad-value; SeveralMeant."""
    areas = list(roots)
    found = _codes(areas, words, of)
    if not found and of and _codes(areas, words, ()):
        raise Problem("bad-value", (field, "kind-not-asked"))
    if not found:
        raise Problem("bad-value", (field, "no-place-called", {"value": words[:20]}))
    places = list(due.places_at(areas).where(Place.code.in_(found[:OFFERED])))
    if len(found) > 1:
        raise SeveralMeant(field, places, len(found))
    return places[0]


def _codes(roots: list[str], words: str, of: Collection[str]) -> list[str]:
    """Of the place of this code, or those of exactly this name, or all in whose name each of the words stands."""
    rows = due.places_at(roots).select(Place.code, Place.name)
    if of:
        rows = rows.where(Place.kind.in_(list(of)))
    names = {code: _folded(name) for code, name in rows.tuples()}
    wanted = _folded(words)
    exact = [code for code in names if _folded(code) == wanted] or [
        code for code, name in names.items() if name == wanted
    ]
    terms = wanted.split()
    return exact or [code for code, name in names.items() if terms and all(term in name for term in terms)]


def _folded(words: str) -> str:
    return typed.plain(words).casefold()
