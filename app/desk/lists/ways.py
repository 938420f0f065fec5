"""In which order a desk's list is read: along an index as far as it goes, else the first of the view are sorted, so many at most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.areas.access.reach import Reach
from app.core import clock
from app.core.words import mark
from app.desk.lists import facets
from app.desk.lists.facets import Fact, Terms
from app.desk.lists.views import View
from app.matters.models import Matter
from app.matters.queries import sought, visits, walks
from app.matters.queries.alike import Judge
from app.matters.queries.visits import Source
from app.matters.queries.walks import Place, Walk
from app.matters.terms import ENDED, OPEN_ONES, PLACES, PUT_OFF, TICKETS, TO_ANSWER, TO_DO, TO_MEET, WATCHED


@dataclass(frozen=True)
class Order:
    """A list whose order the walks of a view have (app/matters/terms.py); `is_falling`: the largest number comes first.

    A row shows what it is ordered by: `app.desk.lists.rows` has the words for each.
    """

    list: int
    is_falling: bool = False


ORDERS: dict[str, Order] = {
    "next": Order(TO_DO),
    "received": Order(OPEN_ONES, is_falling=True),
    "watched": Order(WATCHED),
    "unanswered": Order(TO_ANSWER),
    "hotline": Order(TICKETS),
    "joint": Order(TO_MEET),
    "shelved": Order(PUT_OFF),
    "closed": Order(ENDED, is_falling=True),
}


@dataclass(frozen=True)
class Sorting:
    """An order to choose: its words, and by what facts are sorted, the smaller first."""

    words: str
    key: Callable[[Fact, Terms], Any]


SORTINGS: dict[str, Sorting] = {
    "due": Sorting(mark("时限近的在前"), lambda fact, _: clock.LATEST if fact.due is None else fact.due),
    "received": Sorting(mark("新来的在前"), lambda fact, _: -fact.received_at),
    "oldest": Sorting(mark("早来的在前"), lambda fact, _: fact.received_at),
    "changed": Sorting(mark("刚有变动的在前"), lambda fact, _: -fact.seq),
    "place": Sorting(mark("同一个地方的在一起"), lambda fact, terms: terms.path_of(fact.area)),
}
BY_RECEIPT = {"received": True, "oldest": False}  # whether the largest comes first


@dataclass(frozen=True)
class Way:
    """A list in an order: where its places come from, and where a matter stands in it.

    `stretches`: of the index, with `is_falling`; None where the first of the view were sorted. `is_whole`: whether those are all.
    """

    source: Source
    place_of: Callable[[Matter], Place]
    stretches: list[Walk] | None = None
    is_falling: bool = False
    is_whole: bool = True


def choices(view: View) -> list[str]:
    """The orders that can be chosen beside the view's own."""
    same = {"next": "due", "received": "received"}.get(view.order)
    return [name for name in SORTINGS if name != same]


def way_of(view: View, stretches: list[Walk], sorting: str, judge: Judge) -> Way:
    """The view, whose walks these are, in that order; "": its own."""
    if view.places is not None and sorting not in choices(view):
        return _in_memory(view.places(judge.reach))
    if sorting not in choices(view):
        order = ORDERS[view.order]
        return _along(stretches, order.list, order.is_falling)
    by_receipt = _by_receipt(stretches) if sorting in BY_RECEIPT and view.places is None else None
    if by_receipt is not None:
        return _along(by_receipt, OPEN_ONES, BY_RECEIPT[sorting])
    return _sorted(view, stretches, SORTINGS[sorting], judge)


def _along(stretches: list[Walk], number: int, is_falling: bool) -> Way:
    source = sought.along(stretches, is_falling=is_falling)
    return Way(source, lambda matter: (PLACES[number](matter), matter.id), stretches, is_falling)


def _by_receipt(stretches: list[Walk]) -> list[Walk] | None:
    """The same matters along the list of receipts; None where they are a part of another list that it does not know."""
    is_all = all(
        walk.lists == (OPEN_ONES,) or (walk.lists == (TO_DO,) and walk.least is None and walk.most is None)
        for walk in stretches
    )
    return [replace(walk, lists=(OPEN_ONES,)) for walk in stretches] if is_all else None


def _sorted(view: View, stretches: list[Walk], sorting: Sorting, judge: Judge) -> Way:
    most = visits.VISITED_MOST
    if view.places is not None:
        found = view.places(judge.reach)
    else:
        found = walks.places(stretches, None, most + 1, is_falling=ORDERS[view.order].is_falling)
    facts = {fact.id: fact for fact in facets.facts_of(found[:most], judge)}
    terms = Terms(judge.reach, list(facts.values()))
    ids = [id for _, id in found[:most] if id in facts]
    ids.sort(key=lambda id: sorting.key(facts[id], terms))
    return replace(_in_memory(list(enumerate(ids))), is_whole=len(found) <= most)


def _in_memory(found: list[Place]) -> Way:
    """These, in this order; a page goes on behind the last of the one before, or as far on as that stood."""
    places = [(number, id) for number, (_, id) in enumerate(found)]
    at = {id: number for number, id in places}

    def source(after: Place | None, count: int) -> list[Place]:
        start = 0 if after is None else at[after[1]] + 1 if after[1] in at else after[0]
        return places[start : start + count]

    return Way(source, lambda matter: (at.get(matter.id, 0), matter.id))


def listed(reach: Reach, view: View, judge: Judge) -> facets.Found:
    """The facts of the first of the view, so many at most."""
    most = visits.VISITED_MOST
    stretches = view.walks(reach, walks.reach_terms(reach))
    found = way_of(view, stretches, "", judge).source(None, most + 1)
    return facets.Found(reach, facets.facts_of(found[:most], judge), len(found) <= most)
