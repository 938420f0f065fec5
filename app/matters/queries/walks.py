"""Lists as walks along the terms of matters: each page reads about as many rows as it shows, however many there are.

A person has terms by their posts, a matter has those that app/matters/terms.py writes; a list is where both meet. The terms
find candidates in the list's order; the matter itself and the tree as it is now decide about each of them, so that what has
just been put below another area is neither shown to whoever had it nor missed by whoever has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from peewee import JOIN, ModelSelect, Query

from app.areas import tree
from app.areas.access.reach import Reach
from app.core import keyset
from app.core.prepared import PreparedFor, Rows, as_model, given
from app.matters.models import Matter
from app.matters.queries import alike
from app.matters.queries.alike import Judge
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
    walks: Iterable[Walk], judge: Judge, after: Place | None, limit: int, *, is_falling: bool
) -> list[tuple[Matter, Place]]:
    """At most `limit` matters of the walks that `judge` accepts, each once, behind `after`, with their places in the list."""
    rows = _judged(_PAGE, _page, tuple(walks), judge, after, limit, is_falling)
    found = [(as_model(Matter, row), row[-1]) for row in rows]
    return [(matter, (at, matter.id)) for matter, at in found]


def ids(walks: Iterable[Walk], judge: Judge, limit: int, *, is_falling: bool = False) -> list[str]:
    """The ids of the first `limit` matters of the walks that `judge` accepts."""
    return [row[0] for row in _judged(_IDS, _ids, tuple(walks), judge, None, limit, is_falling)]


_PAGE, _IDS = alike.queries(), alike.queries()


def _judged(
    kept: PreparedFor,
    write: Callable[[Any, bool], Query],
    walks: tuple[Walk, ...],
    judge: Judge,
    after: Place | None,
    limit: int,
    is_falling: bool,
) -> Rows:
    """What `write` makes of the first `limit` that `judge` accepts of every stretch, written once for all walks of this shape."""
    parts = [(walk, term, number) for walk in walks for term in walk.terms for number in walk.lists]
    if not parts:
        return []
    shape = tuple((walk.least is None, walk.most is None) for walk, _, _ in parts)

    def make() -> Query:
        place = None if after is None else (given("at"), given("last"))
        found = [
            _along(_with_holes(walk, part), given(f"term{part}"), given(f"list{part}"), place, is_falling)
            .where(judge.written())
            .limit(given("limit"))
            for part, (walk, _, _) in enumerate(parts)
        ]
        return write(reduce(or_, found).alias("found"), is_falling)

    query = kept.of_key((shape, judge.shape(), after is None, is_falling), make)
    values: dict[str, Any] = {**judge.given(), "limit": limit}
    for part, (walk, term, number) in enumerate(parts):
        values |= {f"term{part}": term, f"list{part}": number}
        values |= {f"least{part}": walk.least, f"most{part}": walk.most}
    if after is not None:
        values |= {"at": after[0], "last": after[1]}
    return query.rows(**values)


def _with_holes(walk: Walk, part: int) -> Walk:
    bounds: Any = [
        None if bound is None else given(f"{name}{part}")
        for name, bound in (("least", walk.least), ("most", walk.most))
    ]
    return Walk(walk.terms, walk.lists, *bounds)


def _page(found: Any, is_falling: bool) -> Query:
    rows = Matter.select(Matter, found.c.place.alias("at")).join(found, on=(Matter.id == found.c.matter))
    return rows.order_by(*_order(found.c.place, found.c.matter, is_falling)).limit(given("limit"))


def _ids(found: Any, is_falling: bool) -> Query:
    rows = found.select_from(found.c.matter)
    return rows.order_by(*_order(found.c.place, found.c.matter, is_falling)).limit(given("limit"))


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


def count(walks: Iterable[Walk], judge: Judge, most: int) -> int:
    """How many matters of the walks `judge` accepts, counted up to `most`."""
    return len(ids(walks, judge, most))


def _along(walk: Walk, term: Any, number: Any, after: Any, is_falling: bool) -> ModelSelect:
    """The stretch in its order, beside the matters themselves."""
    # CROSS: the walk comes first whatever statistics say
    step = _stretch(walk, term, number, after, is_falling).join(Matter, JOIN.CROSS)
    return step.where(Matter.id == MatterTerm.matter)


def _stretch(walk: Walk, term: Any, number: Any, after: Any, is_falling: bool) -> ModelSelect:
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
