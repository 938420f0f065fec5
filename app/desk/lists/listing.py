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
from app.matters.queries import lists
from app.matters.queries.lists import Asked

PAGE = 50
PRESSING = 20

# order → (the number that a row is ordered by, whether the largest comes first)
ORDERS: dict[str, tuple[Callable[[], Any], bool]] = {
    "due": (lambda: fn.COALESCE(Matter.due, clock.LATEST), False),
    "received": (lambda: Matter.received_at, True),
    "closed": (lambda: fn.COALESCE(Matter.closed_at, Matter.received_at), True),
}


@dataclass(frozen=True)
class Listing:
    """One page of a view, and the cursor of the next page; None on the last one."""

    rows: list[Matter]
    after: str | None


def page(reach: Reach, view: View, asked: Asked) -> Listing:
    """The page of the view that the query asks for, in the view's order."""
    number, falling = ORDERS[view.order]
    query = _narrowed(reach, view, asked)
    if asked.after is not None:
        at, last = asked.after
        beyond = (number() < at) if falling else (number() > at)
        next_id = (Matter.id < last) if falling else (Matter.id > last)
        query = query.where(beyond | ((number() == at) & next_id))
    ordered = (number().desc(), Matter.id.desc()) if falling else (number().asc(), Matter.id.asc())
    matters = list(query.order_by(*ordered).limit(PAGE + 1))
    rows = matters[:PAGE]
    return Listing(rows, _cursor(view, rows[-1]) if len(matters) > PAGE else None)


def _narrowed(reach: Reach, view: View, asked: Asked) -> ModelSelect:
    return lists.filtered(lists.visible(reach).where(view.fits(reach)), asked, reach)


def _cursor(view: View, last: Matter) -> str:
    at = {
        "due": last.due if last.due is not None else clock.LATEST,
        "received": last.received_at,
        "closed": last.closed_at or last.received_at,
    }[view.order]
    return keyset.format_cursor(at, last.id)


def counts(reach: Reach) -> dict[str, int]:
    """How many matters each view of open ones holds, counted in one pass over them."""
    counted = [view for view in views.listed(reach) if view.name != "closed"]
    sums = [fn.SUM(Case(None, [(view.fits(reach), 1)], 0)) for view in counted]
    seen = lists.visible(reach).where(Matter.state.in_(OPEN)).select(*sums).tuples()
    (row,) = seen
    return {view.name: int(number or 0) for view, number in zip(counted, row, strict=True)}


def pressing(reach: Reach) -> list[Matter]:
    """Emergencies nobody has in hand, and whistles nobody has answered: above every list, the longest waiting first."""
    danger = (Matter.urgency == "emergency") & Matter.state.in_((REPORTED, DISPATCHED))
    called = Matter.state.in_(OPEN) & Matter.id.in_(_unanswered(reach))
    query = lists.visible(reach).where(danger | called)
    danger_first = Case(None, [(danger, 0)], 1)
    return list(query.order_by(danger_first, Matter.received_at, Matter.id).limit(PRESSING))


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
