"""Where a search looks: at what the index has, at what it has not yet, and at what a caller's number names."""

from __future__ import annotations

from app.areas.access.reach import Reach
from app.core import keyset
from app.matters.models import Matter
from app.matters.queries import search, visits, walks, wanted
from app.matters.queries.visits import Source
from app.matters.queries.walks import Place, Walk
from app.matters.queries.wanted import Tree


def source(words: str | None, reach: Reach, area: str | None, narrower: Tree, walk: Walk) -> Source:
    """Whatever may fit the words, the newest first, or what there is within reach, without words; `lists.condition` decides.

    area: within reach, where the search is narrowed to one. narrower: what the index has to have besides. walk: the list
    that holds all of it, for as long as the index lacks much.
    """
    if len(_unwritten(None, visits.VISITED_MOST)) == visits.VISITED_MOST:
        return along([walk], is_falling=True)
    terms, roots = (
        (walks.reach_terms(reach), reach.roots) if area is None else (walks.area_terms([area]), [area])
    )
    found = wanted.some_of(terms) if words is None else search.wanted_of(words, terms, roots)
    tree = wanted.all_of([found, narrower])
    callers = [] if words is None else search.by_caller(words, reach)
    # what is written into the index meanwhile is met twice rather than not at all
    return visits.merged(
        [
            _unwritten,
            lambda after, count: wanted.first_places(tree, after, count),
            lambda after, count: _places(Matter.id.in_(callers), after, count) if callers else [],
        ],
        is_falling=True,
    )


def along(stretches: list[Walk], *, is_falling: bool) -> Source:
    """All that stands in these stretches."""
    return lambda after, count: walks.places(stretches, after, count, is_falling=is_falling)


def _unwritten(after: Place | None, count: int) -> list[Place]:
    return _places(Matter.indexed.is_null(), after, count)


def _places(condition: object, after: Place | None, count: int) -> list[Place]:
    rows = Matter.select(Matter.received_at, Matter.id).where(condition)
    if after is not None:
        rows = rows.where(keyset.behind(Matter.received_at, Matter.id, after, is_falling=True))
    ordered = rows.order_by(Matter.received_at.desc(), Matter.id.desc())
    return [(at, id) for at, id in ordered.limit(count).tuples()]
