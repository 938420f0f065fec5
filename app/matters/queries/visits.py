"""A page of matters that are looked at one by one: so many at most, then it is a short page that says where to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from peewee import Expression

from app.core.prepared import PreparedFor, Rows, as_model, filling, holes
from app.matters.models import Matter
from app.matters.queries.alike import Judge
from app.matters.queries.walks import Place

VISITED_MOST = 2000  # of one page
FIRST = 100  # looked at, at least, before it is known how few of them fit
WIDER = 4  # times as many at the next look
SIZES = (64, 128, 512, VISITED_MOST)  # of which one text each is kept

# the first so many places behind one, in the list's order
Source = Callable[[Place | None, int], list[Place]]
# those of some places that somebody picks out, in the same order
Picks = Callable[[list[Place]], list[Place]]


def page(
    source: Source,
    judge: Expression | Judge,
    after: Place | None,
    limit: int,
    picks: Picks = lambda places: places,
) -> tuple[list[tuple[Matter, Place]], Place | None]:
    """At most `limit` matters of the source that `judge` accepts, behind `after`, with their places, and the place behind
    which to go on; None where there is nothing more. `picks` takes its own of those accepted. A condition is one that is seldom asked twice, as words are."""
    found: list[Place] = []
    visited, count = 0, min(max(FIRST, limit + 1), VISITED_MOST)
    while visited < VISITED_MOST:
        places = source(after, count)
        found += picks(_accepted(places, judge))
        if len(found) > limit:
            return _read(found[:limit], judge), found[limit - 1]
        if len(places) < count:
            return _read(found, judge), None
        after, visited = places[-1], visited + len(places)
        count = min(count * WIDER, max(VISITED_MOST - visited, 1))
    return _read(found, judge), after


def _accepted(places: list[Place], judge: Expression | Judge) -> list[Place]:
    """Those of the places whose matters fit: of most that are looked at no more is read."""
    ids = [id for _, id in places]
    if not ids:
        return []
    if isinstance(judge, Judge):
        fitting = {id for (id,) in _judged(_IDS, [Matter.id], ids, judge)}
    else:
        fitting = {id for (id,) in Matter.select(Matter.id).where(Matter.id.in_(ids), judge).tuples()}
    return [place for place in places if place[1] in fitting]


def _read(places: list[Place], judge: Expression | Judge) -> list[tuple[Matter, Place]]:
    """The matters at these places, without those that changed meanwhile so that they fit no more."""
    ids = [id for _, id in places]
    if not ids:
        return []
    if isinstance(judge, Judge):
        rows = [as_model(Matter, row) for row in _judged(_WHOLE, [Matter], ids, judge)]
    else:
        rows = list(Matter.select().where(Matter.id.in_(ids), judge))
    found = {row.id: row for row in rows}
    return [(found[place[1]], place) for place in places if place[1] in found]


def facts(columns: list[Any], ids: list[str], judge: Judge, kept: PreparedFor) -> Rows:
    """These columns of those of at most `VISITED_MOST` matters that the judge accepts; `kept` holds the texts for them."""
    return _judged(kept, columns, ids, judge) if ids else []


_IDS, _WHOLE = PreparedFor(50), PreparedFor(50)  # texts with a hole for each id


def _judged(kept: PreparedFor, columns: list[Any], ids: list[str], judge: Judge) -> Rows:
    """Of those that the judge accepts these columns; so many ids at a time that few texts serve all pages."""
    size, values = filling(ids, SIZES)
    query = kept.of_key(
        (judge.shape(), size),
        lambda: Matter.select(*columns).where(Matter.id.in_(holes(size)), judge.written()),
    )
    return query.rows(**judge.given(), **values)


def merged(sources: Iterable[Source], is_falling: bool) -> Source:
    """What stands in any of the sources, asked in this order."""
    readers = list(sources)

    def first_places(after: Place | None, count: int) -> list[Place]:
        found = {place for source in readers for place in source(after, count)}
        return sorted(found, reverse=is_falling)[:count]

    return first_places
