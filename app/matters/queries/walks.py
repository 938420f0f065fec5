"""Lists as walks along the terms of matters: each page reads about as many rows as it shows, however many there are.

A person has terms by their posts, a matter has those that app/matters/terms.py writes; a list is where both meet. The terms
find candidates in the list's order; the matter itself and the tree as it is now decide about each of them, so that what has
just been put below another area is neither shown to whoever had it nor missed by whoever has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from peewee import JOIN, Expression, ModelSelect

from app.areas import tree
from app.areas.access.reach import Reach
from app.core import keyset
from app.matters.models import Matter
from app.matters.terms import MatterTerm


@dataclass(frozen=True)
class Walk:
    """A stretch of these lists under each of these terms, by the number that the lists are ordered by."""

    terms: tuple[str, ...]
    lists: tuple[int, ...]
    least: int | None = None
    most: int | None = None


Place = tuple[int, str]  # where a matter stands in a list: the list's number, its id


def reach_terms(reach: Reach) -> tuple[str, ...]:
    """The terms of what is within reach; none for whoever holds no post."""
    if not reach.posts:
        return ()
    own = [f"person:{reach.person}"] if reach.person else []
    return (*own, *area_terms(reach.roots), *(f"unit:{unit}" for unit in sorted(reach.units)))


def asks_terms(reach: Reach) -> tuple[str, ...]:
    """The terms of what waits for the person."""
    every: dict[str, None] = {}
    for term in sorted(reach.terms):
        kind, _, code = term.partition(":")
        codes = _with_moved([code]) if kind in ("head", "lead") else [code]
        every |= {f"asks:{kind}:{one}": None for one in codes}
    return tuple(every)


def area_terms(codes: Iterable[str]) -> tuple[str, ...]:
    """The terms of what lies in these areas or below them."""
    return tuple(f"area:{code}" for code in _with_moved(sorted(codes)))


def _with_moved(codes: list[str]) -> list[str]:
    """The areas with those below them whose matters do not yet stand under the terms of the areas above them."""
    roots = frozenset(codes)
    return list(dict.fromkeys([*codes, *(code for code in tree.moved() if tree.is_below(code, roots))]))


def page(
    walks: Iterable[Walk], judge: Expression, after: Place | None, limit: int, *, is_falling: bool
) -> list[tuple[Matter, Place]]:
    """At most `limit` matters of the walks that `judge` accepts, each once, behind `after`, with their places in the list."""
    found = _candidates(walks, judge, after, limit, is_falling)
    if found is None:
        return []
    rows = (
        Matter.select(Matter, found.c.place.alias("at"))
        .join(found, on=(Matter.id == found.c.matter))
        .order_by(*_order(found.c.place, found.c.matter, is_falling))
        .limit(limit)
    )
    return [(row, (row.at, row.id)) for row in rows.objects()]


def ids(walks: Iterable[Walk], judge: Expression, limit: int, *, is_falling: bool = False) -> list[str]:
    """The ids of the first `limit` matters of the walks that `judge` accepts."""
    found = _candidates(walks, judge, None, limit, is_falling)
    if found is None:
        return []
    query = found.select_from(found.c.matter).order_by(*_order(found.c.place, found.c.matter, is_falling))
    return [row[0] for row in query.limit(limit).tuples()]


def places(walks: Iterable[Walk], after: Place | None, limit: int, *, is_falling: bool) -> list[Place]:
    """The first `limit` places of the walks behind `after`, each once, whatever stands there."""
    parts = [
        _stretch(walk, term, number, after, is_falling).limit(limit)
        for walk in walks
        for term in walk.terms
        for number in walk.lists
    ]
    if not parts:
        return []
    found = reduce(or_, parts).alias("found")
    rows = found.select_from(found.c.place, found.c.matter)
    return [
        (at, id)
        for at, id in rows.order_by(*_order(found.c.place, found.c.matter, is_falling)).limit(limit).tuples()
    ]


def count(walks: Iterable[Walk], judge: Expression, most: int) -> int:
    """How many matters of the walks `judge` accepts, counted up to `most`."""
    return len(ids(walks, judge, most))


def _candidates(
    walks: Iterable[Walk], judge: Expression, after: Place | None, limit: int, is_falling: bool
) -> Any:
    """The (matter, place) of the first `limit` of every stretch, each matter once, as a sub-query; None for no stretch."""
    parts = [
        _along(walk, term, number, after, is_falling).where(judge).limit(limit)
        for walk in walks
        for term in walk.terms
        for number in walk.lists
    ]
    return reduce(or_, parts).alias("found") if parts else None


def _along(walk: Walk, term: str, number: int, after: Place | None, is_falling: bool) -> ModelSelect:
    """The stretch in its order, beside the matters themselves."""
    # CROSS: the walk comes first whatever statistics say
    step = _stretch(walk, term, number, after, is_falling).join(Matter, JOIN.CROSS)
    return step.where(Matter.id == MatterTerm.matter)


def _stretch(walk: Walk, term: str, number: int, after: Place | None, is_falling: bool) -> ModelSelect:
    """The stretch in its order."""
    step = (
        MatterTerm.select(MatterTerm.matter, MatterTerm.place)
        .where(MatterTerm.term == term, MatterTerm.list == number)
        .order_by(*_order(MatterTerm.place, MatterTerm.matter, is_falling))
    )
    if walk.least is not None:
        step = step.where(MatterTerm.place >= walk.least)
    if walk.most is not None:
        step = step.where(MatterTerm.place <= walk.most)
    if after is None:
        return step
    return step.where(keyset.behind(MatterTerm.place, MatterTerm.matter, after, is_falling=is_falling))


def _order(place: Any, matter: Any, is_falling: bool) -> tuple[Any, Any]:
    return (place.desc(), matter.desc()) if is_falling else (place.asc(), matter.asc())
