"""Which requests a client asks for: by id, or by service, time and status, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import clock
from app.core.problems.problem import Problem
from app.gateways.open311 import commands, states
from app.gateways.open311.commands import Fields
from app.matters.models import Category

MOST = 1000  # requests in an answer, by the standard
DAYS = 90  # that a question may span, by the standard


@dataclass(frozen=True)
class Asked:
    """From `since` to `until` (epoch ms, both included); None: of any service, any status, any id."""

    since: int
    until: int
    categories: frozenset[str] | None
    status: str | None
    ids: tuple[str, ...] | None
    page: int
    size: int


def parse(fields: Fields) -> Asked:
    """What is asked for; ids override everything else. Problem bad-value, unknown-category."""
    ids = commands.list_of(fields, "service_request_id")
    size = commands.count(fields, "page_size", MOST, MOST)
    number = commands.count(fields, "page", 1, 1_000_000)
    if ids is not None:
        return by_ids(ids, number, size)
    status = commands.list_of(fields, "status")
    if status is not None and not set(status) <= set(states.STATUSES):
        raise Problem("bad-value", ("status", "not-a-choice"))
    since, until = span(fields)
    one = status[0] if status is not None and len(status) == 1 else None
    return Asked(since, until, _categories(fields), one, None, number, size)


def by_ids(ids: list[str], page: int = 1, size: int = MOST) -> Asked:
    """Those with these ids, whatever else holds."""
    return Asked(clock.EARLIEST, clock.LATEST, None, None, tuple(ids), page, size)


def span(fields: Fields, default: int = DAYS, most: int = DAYS) -> tuple[int, int]:
    """(start, end) in epoch ms: the last `default` days unless something else is said. Problem bad-value."""
    start, end = (commands.moment(fields, name) for name in ("start_date", "end_date"))
    if end is None:
        end = clock.now() if start is None else min(clock.now(), start + most * clock.DAY)
        end = max(end, start or 0)
    if start is None:
        start = max(clock.EARLIEST, end - default * clock.DAY)
    if end < start:
        raise Problem("bad-value", ("end_date", "before-start-date"))
    if end - start > most * clock.DAY + clock.HOUR:  # a clock may have been put forward in between
        raise Problem("bad-value", ("start_date", "span-too-long", {"most": most}))
    return start, end


def _categories(fields: Fields) -> frozenset[str] | None:
    """The codes asked for, of a class its things too. Problem unknown-category."""
    codes = commands.list_of(fields, "service_code")
    if codes is None:
        return None
    rows = list(Category.select().where(Category.code.in_(codes) | Category.parent.in_(codes)))
    if not set(codes) <= {row.code for row in rows}:
        raise Problem("unknown-category", ("service_code", "not-here"))
    return frozenset(row.code for row in rows)
