"""How many matters came, were done and are open in an area or at a unit, of those that may be told to everybody."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from peewee import JOIN, ModelSelect, fn

from app.areas import history, tree
from app.board import allowed, few, figures
from app.core import clock
from app.core.prepared import PreparedFor
from app.matters.models import CLOSED, VOID, Matter
from app.matters.queries import walks
from app.matters.terms import ENDED, OPEN_ONES, OVER, MatterTerm

FEW = figures.FEW
CAME, DONE, OPEN = "came", "done", "open"
Things = Counter[str]  # category → how many

_QUERIES = PreparedFor(20)
_COUNTED = (Matter.area, Matter.category, fn.COUNT(Matter.id))


@dataclass(frozen=True)
class Days:
    """From the first to the last, both included, as the city has them."""

    first: dt.date
    last: dt.date

    @property
    def since(self) -> int:
        """Epoch ms of their beginning."""
        return clock.start_of(self.first)

    @property
    def until(self) -> int:
        """Epoch ms of their end, not included."""
        return clock.start_of(self.last + dt.timedelta(days=1))


@dataclass(frozen=True)
class Happened:
    """The things that came in the days, those that were done in them and are done still, and those that are open now."""

    came: Things
    done: Things
    open: Things

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing at all to tell."""
        return not (self.came or self.done or self.open)


def in_area(area: str, days: Days) -> Happened:
    """Of an area and all below it; a matter belongs to where its place lay on the day that counts."""
    parts = in_parts(area, days)
    return Happened(*(sum((things for things in by.values()), Counter()) for by in parts))


def in_parts(area: str, days: Days) -> tuple[dict[str, Things], dict[str, Things], dict[str, Things]]:
    """(came, done, open), each by the part right below the area in which it lay; by the area itself where it lay in none."""
    came = _in_days(area, days, CAME)
    done = _in_days(area, days, DONE)
    now = _by_part(area, _rows(OPEN, [area], clock.EARLIEST, clock.LATEST), None)
    return came, done, now


def _in_days(area: str, days: Days, what: str) -> dict[str, Things]:
    if not history.has_changed_since(days.first):
        return _by_part(area, _rows(what, [area], days.since, days.until), None)
    roots = [area, *history.once_below(area, days.first)]
    by_part: dict[str, Things] = defaultdict(Counter)
    for number in range((days.last - days.first).days + 1):
        day = Days(*[days.first + dt.timedelta(days=number)] * 2)
        for part, things in _by_part(area, _rows(what, roots, day.since, day.until), day.first).items():
            by_part[part] += things
    return by_part


def _by_part(area: str, rows: Iterable[tuple[str, str, int]], day: dt.date | None) -> dict[str, Things]:
    """Those that lie in the area, or lay in it on the `day`."""
    by_part: dict[str, Things] = defaultdict(Counter)
    for place, category, count in rows:
        chain = tree.chain(place) if day is None else history.chain_on(place, day)
        if area in chain:
            at = chain.index(area)
            by_part[chain[at - 1] if at else area][category] += count
    return by_part


def _rows(what: str, roots: list[str], since: int, until: int) -> list[tuple[str, str, int]]:
    """(place, category, how many) of what lies below one of these areas now."""
    found: Counter[tuple[str, str]] = Counter()
    for root in dict.fromkeys(roots):
        terms = walks.area_terms([root])
        query = _QUERIES.of_key((what, len(terms)), partial(_written, what, len(terms)))
        holes = {f"term{at}": term for at, term in enumerate(terms)}
        for place, category, count in query.rows(community=root, since=since, until=until, **holes):
            found[place, category] = count
    return [(place, category, count) for (place, category), count in found.items()]


def _written(what: str, terms: int) -> ModelSelect:
    if what == OPEN:
        walked = figures.walk((OPEN_ONES,), Matter.received_at, _COUNTED, terms)
    elif what == CAME:
        walked = figures.walk(*figures.RECEIVED, _COUNTED, terms).where(Matter.state != VOID)
    else:
        walked = figures.walk(*figures.ENDED_THEN, _COUNTED, terms).where(Matter.state == CLOSED)
    return walked.where(*_tellable()).group_by(Matter.area, Matter.category)


def _tellable() -> tuple[object, ...]:
    return Matter.confidential == False, Matter.category.in_(allowed.categories())  # noqa: E712


def at_unit(unit: str, days: Days) -> Happened:
    """Of what a unit has, supports or was called to: what of it was received in the days, done in them, and is open."""
    term = f"unit:{unit}"
    came = _of_term(term, (OPEN_ONES, OVER), Matter.state != VOID, days.since, days.until)
    done = _of_term(term, (ENDED,), Matter.state == CLOSED, days.since, days.until)
    return Happened(
        came, done, _of_term(term, (OPEN_ONES,), Matter.state != VOID, clock.EARLIEST, clock.LATEST)
    )


def _of_term(term: str, lists: tuple[int, ...], is_so: object, since: int, until: int) -> Things:
    """What stands in these lists under the term, at places from `since` on and before `until`."""
    # CROSS: the walk comes first whatever statistics say, and ends with the period
    rows = (
        MatterTerm.select(Matter.category, fn.COUNT(fn.DISTINCT(Matter.id)))
        .join(Matter, JOIN.CROSS)
        .where(MatterTerm.term == term, MatterTerm.list.in_(lists), Matter.id == MatterTerm.matter)
        .where(MatterTerm.place >= since, MatterTerm.place < until, is_so, *_tellable())
        .group_by(Matter.category)
    )
    return Counter(dict(rows.tuples()))


def hidden(by_part: dict[str, Things], order: Sequence[str]) -> set[str]:
    """The parts of which no number is shown (`few.withheld`)."""
    return few.withheld({part: things.total() for part, things in by_part.items()}, order)
