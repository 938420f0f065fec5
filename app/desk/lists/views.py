"""The saved views of a desk as one table: a name, the words for it, and the condition that fills it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import Expression, fn

from app.areas.access.reach import Reach
from app.core import clock
from app.core.words import mark, mark_in
from app.desk.again import looks
from app.desk.again.models import LookAgain
from app.ledger.models import Entry
from app.matters.models import CLOSED, DISPATCHED, OPEN, SHELVED, VOID, WORKING, Matter
from app.matters.moves import table
from app.matters.queries import order, walks
from app.matters.queries.alike import AnyReach
from app.matters.queries.walks import Place, Walk
from app.matters.terms import ENDED, OPEN_ONES, OVER, PUT_OFF, TICKETS, TO_ANSWER, TO_DO, TO_MEET, WATCHED
from app.matters.timing import deadlines
from app.matters.workflow import asks

AGAIN = "again"
FRESH = clock.DAY  # how long something counts as new
LATELY = 14 * clock.DAY  # how long what was closed is listed
UP = tuple(move.name for move in table.MOVES if move.lifts)  # what brings a matter up or back to a desk


def desks(reach: AnyReach) -> tuple[Any, ...]:
    """The areas at whose desk the person sits."""
    return tuple(reach.asked_as.get("desk", ()))


def _waiting(reach: AnyReach, _: Any) -> Expression:
    return asks.query(reach)


def _new(reach: AnyReach, now: Any) -> Expression:
    handed = (Matter.state == DISPATCHED) & Matter.holder_unit.in_(list(reach.units))
    return Matter.state.in_(OPEN) & ((Matter.received_at + FRESH > now) | handed)


def _climbed(reach: AnyReach, _: Any) -> Expression:
    lifted = Entry.select(Entry.seq).where(
        Entry.kind == "matter", Entry.subject == Matter.id, Entry.verb.in_(UP)
    )
    return Matter.state.in_(WORKING) & Matter.holder_desk.in_(desks(reach)) & fn.EXISTS(lifted)


def _overdue(_: AnyReach, now: Any) -> Expression:
    return deadlines.late(now)


def _watched(*_: Any) -> Expression:
    return Matter.state.in_(OPEN) & Matter.supervised_until.is_null(False)


def _unanswered(*_: Any) -> Expression:
    return Matter.state.in_(OPEN) & Matter.answer_due.is_null(False)


def _hotline(*_: Any) -> Expression:
    return Matter.ticket_at.is_null(False)


def _joint(*_: Any) -> Expression:
    return Matter.state.in_(OPEN) & Matter.joint_since.is_null(False)


def _shelved(*_: Any) -> Expression:
    return Matter.state == SHELVED


def _open(*_: Any) -> Expression:
    return Matter.state.in_(OPEN)


def _closed(_: AnyReach, now: Any) -> Expression:
    return Matter.state.in_((CLOSED, VOID)) & (
        fn.COALESCE(Matter.closed_at, Matter.received_at) + LATELY > now
    )


def _again(reach: AnyReach, _: Any) -> Expression:
    marked = LookAgain.select(LookAgain.matter).where(LookAgain.person == reach.person)
    return Matter.id.in_(marked)


def _found(*_: Any) -> Expression:
    return Matter.id.is_null(False)


@dataclass(frozen=True)
class View:
    """A row: what fills it, where that is found, in which order (`ways.ORDERS`), and what to say when it is empty.

    `fits` is given the moment, `walks` the terms of what is within reach. `is_all`: whether everything that is found on these
    walks fits, so that it can be counted without being looked at.
    """

    name: str
    words: str
    fits: Callable[[AnyReach, Any], Expression]
    walks: Callable[[Reach, tuple[str, ...]], list[Walk]]
    order: str
    nothing: str
    is_all: Callable[[Reach], bool]
    desk_only: bool = False
    places: Callable[[Reach], list[Place]] | None = (
        None  # where no list of the terms has them: all of them, in order
    )


def _waiting_walks(reach: Reach, _: tuple[str, ...]) -> list[Walk]:
    return [Walk(walks.asks_terms(reach), (TO_DO,))]


def _new_walks(reach: Reach, terms: tuple[str, ...]) -> list[Walk]:
    units = tuple(f"unit:{unit}" for unit in sorted(reach.units))
    fresh = Walk(terms, (OPEN_ONES,), least=clock.now() - FRESH + 1)
    return [fresh, Walk(units, (OPEN_ONES,))] if units else [fresh]


def _climbed_walks(reach: Reach, _: tuple[str, ...]) -> list[Walk]:
    return [Walk(tuple(f"desk:{desk}" for desk in desks(reach)), (TO_DO,))]


def _overdue_walks(_: Reach, terms: tuple[str, ...]) -> list[Walk]:
    # those in danger whose deadline has passed, and the others: behind each no deadline has
    return [Walk(terms, (TO_DO,), least, least + clock.now() - 1) for least in (0, order.BAND)]


def _nowhere(*_: Any) -> list[Walk]:
    return []


def _closed_walks(_: Reach, terms: tuple[str, ...]) -> list[Walk]:
    return [Walk(terms, (ENDED,), least=clock.now() - LATELY + 1)]


def _all_of(*numbers: int) -> Callable[[Reach, tuple[str, ...]], list[Walk]]:
    return lambda _, terms: [Walk(terms, numbers)]


def _always(_: Reach) -> bool:
    return True


def _never(_: Reach) -> bool:
    return False


def _without_units(reach: Reach) -> bool:
    return not reach.units


# fmt: off
TABLE: tuple[View, ...] = (
    View("waiting", mark_in("desk view", "等我处理"), _waiting, _waiting_walks, "next", mark("现在没有等您处理的。"), _never),
    View("new", mark("新来的"), _new, _new_walks, "received", mark("这一天没有新来的。"), _without_units),
    View("climbed", mark("升上来的"), _climbed, _climbed_walks, "next", mark("没有升上来或退回来的。"), _never, desk_only=True),
    View("overdue", mark("超期"), _overdue, _overdue_walks, "next", mark("没有超期的。"), _always),
    View("watched", mark_in("desk view", "督办"), _watched, _all_of(WATCHED), "watched", mark("没有在督办的。"), _always),
    View("unanswered", mark("待答复"), _unanswered, _all_of(TO_ANSWER), "unanswered", mark("没有等答复的居民。"), _always),
    View("hotline", mark("热线"), _hotline, _all_of(TICKETS), "hotline", mark("没有在计时的热线工单。"), _always, desk_only=True),
    View("joint", mark("联席会议"), _joint, _all_of(TO_MEET), "joint", mark("没有要联席会议定的。"), _always, desk_only=True),
    View("shelved", mark_in("desk view", "挂账"), _shelved, _all_of(PUT_OFF), "shelved", mark("没有挂账的。"), _always, desk_only=True),
    View("open", mark("全部未结"), _open, _all_of(TO_DO), "next", mark("没有未结的事件。"), _always),
    View("closed", mark("最近办结"), _closed, _closed_walks, "closed", mark("最近两周没有办结的。"), _always),
    View(AGAIN, mark("再看一眼"), _again, _nowhere, AGAIN, mark("没有要再看的。打开一件，按 L 定个时间。"), _never,
         places=lambda reach: looks.places(reach.person)),
    View("found", mark("找到的"), _found, _all_of(OPEN_ONES, OVER), "received", mark("没有找到。换个编号、地点或词语试试。"), _always),
)
# fmt: on
FIRST, FOUND = TABLE[0], TABLE[-1]


def named(name: str | None) -> View:
    """The view of that name; the first for any other."""
    return next((view for view in TABLE if view.name == name), FIRST)


def listed(reach: Reach) -> list[View]:
    """Those to choose from; what only desks have is left out for a handler."""
    at_desk = bool(desks(reach))
    return [view for view in TABLE if view is not FOUND and (at_desk or not view.desk_only)]
