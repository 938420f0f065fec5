"""The list of a view, page by page, how many each view holds, and what stands above every list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import Case, Expression, ModelSelect, fn

from app.areas.access.reach import Reach
from app.core import clock, keyset
from app.desk.lists import views
from app.desk.lists.views import View
from app.matters.models import DISPATCHED, OPEN, REPORTED, Call, Matter
from app.matters.queries import lists, order
from app.matters.queries.lists import Asked

PAGE = 50
PRESSING = 20
FOLLOWING = 5  # rows that are looked at for the next matter: some may be gone when it is opened


@dataclass(frozen=True)
class Order:
    """The number that rows are ordered by, in the database and of one matter; `is_falling`: the largest comes first.

    A row shows what it is ordered by: `app.desk.lists.rows` has the words for each.
    """

    number: Callable[[], Any]
    of: Callable[[Matter], int]
    is_falling: bool = False


ORDERS: dict[str, Order] = {
    "next": Order(order.expression, order.key),
    "received": Order(lambda: Matter.received_at, lambda one: one.received_at, is_falling=True),
    "shelved": Order(
        lambda: fn.COALESCE(Matter.shelved_until, clock.LATEST), lambda one: one.shelved_until or clock.LATEST
    ),
    "closed": Order(
        lambda: fn.COALESCE(Matter.closed_at, Matter.received_at),
        lambda one: one.closed_at or one.received_at,
        is_falling=True,
    ),
}


@dataclass(frozen=True)
class Listing:
    """One page of a view, and the cursor of the next page; None on the last one."""

    rows: list[Matter]
    after: str | None


def page(reach: Reach, view: View, asked: Asked) -> Listing:
    """The page of the view that the query asks for, in the view's order."""
    matters = list(_ordered(_narrowed(reach, view, asked), view, asked.after).limit(PAGE + 1))
    rows = matters[:PAGE]
    return Listing(rows, keyset.format_cursor(*_place(view, rows[-1])) if len(matters) > PAGE else None)


def _ordered(query: ModelSelect, view: View, after: tuple[int, str] | None) -> ModelSelect:
    """In the view's order, from behind that row on."""
    chosen = ORDERS[view.order]
    number = chosen.number()
    if after is not None:
        at, last = after
        beyond = (number < at) if chosen.is_falling else (number > at)
        next_id = (Matter.id < last) if chosen.is_falling else (Matter.id > last)
        query = query.where(beyond | ((number == at) & next_id))
    if chosen.is_falling:
        return query.order_by(number.desc(), Matter.id.desc())
    return query.order_by(number.asc(), Matter.id.asc())


def _place(view: View, matter: Matter) -> tuple[int, str]:
    """Where the matter stands in the view: what a cursor holds."""
    return ORDERS[view.order].of(matter), matter.id


def following(reach: Reach, view: View, asked: Asked, matter: Matter) -> list[str]:
    """The ids of those that stand after the matter as the page is drawn, then of those before it, the nearest first.

    What presses comes before the list; whoever answers the last of it goes on with the list's first.
    """
    above = [row.id for row in pressing(reach)]
    narrowed = _narrowed(reach, view, asked).where(Matter.id.not_in(above))
    at_top = matter.id in above
    start = None if at_top else _place(view, matter)
    after = [row.id for row in _ordered(narrowed, view, start).limit(FOLLOWING)]
    if at_top:
        place = above.index(matter.id)
        return above[place + 1 :] + after + above[:place]
    before = [row.id for row in _ordered(narrowed, view, None).limit(FOLLOWING)]
    return [id for id in dict.fromkeys([*after, *above, *before]) if id != matter.id]


def _narrowed(reach: Reach, view: View, asked: Asked) -> ModelSelect:
    return lists.filtered(lists.visible(reach).where(view.fits(reach)), asked, reach)


def counts(reach: Reach) -> dict[str, int]:
    """How many matters each view of open ones holds, counted in one pass over them."""
    counted = [view for view in views.listed(reach) if view.name != "closed"]
    sums = [fn.SUM(Case(None, [(view.fits(reach), 1)], 0)) for view in counted]
    seen = lists.visible(reach).where(Matter.state.in_(OPEN)).select(*sums).tuples()
    (row,) = seen
    return {view.name: int(number or 0) for view, number in zip(counted, row, strict=True)}


def pressing(reach: Reach) -> list[Matter]:
    """Emergencies nobody has in hand, then whistles nobody has answered, above every list: what runs out first stands first."""
    danger = (Matter.urgency == "emergency") & Matter.state.in_((REPORTED, DISPATCHED))
    called = Matter.state.in_(OPEN) & Matter.id.in_(_unanswered(reach))
    query = lists.visible(reach).where(danger | called)
    answer_due = Call.select(fn.MIN(Call.due)).where(Call.matter == Matter.id, Call.state == "open")
    answer = fn.COALESCE(answer_due, clock.LATEST) + order.BAND
    runs_out = Case(None, [(danger, order.expression())], answer)
    return list(query.order_by(runs_out, Matter.id).limit(PRESSING))


def _unanswered(reach: Reach) -> ModelSelect:
    """The matters with an open call: of the person's units, or for a desk of anybody in its reach."""
    open_calls = Call.select(Call.matter).where(Call.state == "open")
    return open_calls if views.desks(reach) else open_calls.where(Call.unit.in_(list(reach.units)))


def rings(reach: Reach) -> Expression:
    """What should make itself heard here: an unanswered emergency that this desk or unit holds, a whistle for it."""
    units = list(reach.units)
    held = Matter.holder_desk.in_(views.desks(reach)) | Matter.holder_unit.in_(units)
    danger = (Matter.urgency == "emergency") & Matter.climb_at.is_null(False) & held
    calls = Call.select(Call.matter).where(Call.state == "open", Call.unit.in_(units))
    return danger & Matter.state.in_((REPORTED, DISPATCHED)) | (Matter.state.in_(OPEN) & Matter.id.in_(calls))


def ringing(reach: Reach, among: list[Matter]) -> frozenset[str]:
    """The ids of the matters that make a sound here."""
    ids = [matter.id for matter in among]
    return frozenset(row.id for row in Matter.select(Matter.id).where(Matter.id.in_(ids), rings(reach)))
