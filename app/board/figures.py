"""How a community does, each figure one function whose first sentences are its definition; read by everybody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from statistics import mean, median
from typing import Any, NamedTuple

from peewee import JOIN

from app.areas import tree
from app.board import origins
from app.board.origins import ORIGINS
from app.core import clock
from app.ledger.models import Entry
from app.matters.models import CLOSED, VOID, Matter
from app.matters.moves import table
from app.matters.moves.confirming import rate
from app.matters.moves.ending import reopen
from app.matters.moves.handling import settle_on_spot
from app.matters.queries import walks
from app.matters.terms import ENDED, OPEN_ONES, OVER, MatterTerm
from app.matters.timing import workdays

DAYS = 90
FEW = 5  # what is fewer is not told apart, lest it point at somebody


@dataclass(frozen=True)
class Period:
    """From `since` until before `until`, epoch ms."""

    since: int
    until: int


@dataclass(frozen=True)
class Share:
    """A part of a whole; no per cent is given if the whole is below `FEW`."""

    part: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded to whole per cent."""
        return round(100 * self.part / self.of) if self.of >= FEW else None


@dataclass(frozen=True)
class Middle:
    """The median of `of` durations, in minutes of working time; None if there are fewer than `FEW`."""

    minutes: float | None
    of: int


class Counted(NamedTuple):
    """What the figures need of a matter; whole rows of a large community's half year would take most of a look."""

    id: str
    state: str
    level: str
    finder: str | None
    received_at: int
    reported_at: int


class Handled(NamedTuple):
    """How, by whom and when (epoch ms) a matter was said to be done."""

    verb: str
    by: str | None
    received: int


def periods(now: int | None = None) -> tuple[Period, Period]:
    """(the last 90 whole days, the 90 before them), up to this morning in the city."""
    today = clock.date_of(now if now is not None else clock.now())
    edges = [clock.start_of(today - dt.timedelta(days=back)) for back in (0, DAYS, 2 * DAYS)]
    return Period(edges[1], edges[0]), Period(edges[2], edges[1])


class Work:
    """The matters of a community in a period, read once for all figures. A matter belongs to the community in which
    its place lies today."""

    def __init__(self, community: str, period: Period) -> None:
        self.community, self.period = community, period
        self.below = tree.below(community)

    def _within(self, moment: Any, *numbers: int) -> list[Counted]:
        """The matters in these lists of the community, by the number that they are ordered by, which is `moment`."""
        columns = [getattr(Matter, name) for name in Counted._fields]
        # CROSS: the walk comes first whatever statistics say, and ends with the period
        walk = MatterTerm.select(*columns).join(Matter, JOIN.CROSS).where(
            MatterTerm.term.in_(walks.area_terms([self.community])), MatterTerm.list.in_(numbers),
            MatterTerm.place >= self.period.since, MatterTerm.place < self.period.until,
            Matter.id == MatterTerm.matter, tree.lies_below(Matter.area, [self.community]),
            moment >= self.period.since, moment < self.period.until,
        )  # fmt: skip
        return list({row[0]: Counted(*row) for row in walk.tuples()}.values())

    @cached_property
    def received(self) -> list[Counted]:
        """Received in the period and not void."""
        return [
            matter for matter in self._within(Matter.received_at, OPEN_ONES, OVER) if matter.state != VOID
        ]

    @cached_property
    def closed(self) -> list[Counted]:
        """Closed in the period, and closed still."""
        return [matter for matter in self._within(Matter.closed_at, ENDED) if matter.state == CLOSED]

    @cached_property
    def origin(self) -> dict[str, str]:
        """Matter id → how it began."""
        return origins.of_many([*self.received, *self.closed])

    @cached_property
    def handled(self) -> dict[str, Handled]:
        """Matter id → the last time somebody said that it is done."""
        return last_handled([matter.id for matter in self.closed])

    @cached_property
    def went_up(self) -> set[str]:
        """Those closed that lay outside the community at some time."""
        below = {row[0] for row in self.below.tuples()}
        left = {matter.id for matter in self.closed if matter.level not in below}
        for ids in _pieces([matter.id for matter in self.closed]):
            rows = (
                Entry.select(Entry.subject, Entry.level)
                .where(Entry.kind == "matter", Entry.subject.in_(ids), Entry.level.is_null(False))
                .distinct()
                .tuples()
            )
            left |= {subject for subject, level in rows if level not in below}
        return left

    def found_and_settled(self, matter: Counted) -> bool:
        """Whether staff found it and the finder settled it there and then."""
        last = self.handled.get(matter.id)
        return (
            self.origin[matter.id] == origins.FOUND
            and last is not None
            and last.verb == settle_on_spot.MOVE.name
            and last.by == matter.finder
        )


def received(work: Work) -> dict[str, int]:
    """收到 received: matters received in the period, without those made void (mistakes, doubles)."""
    return _counted(work, work.received)


def done(work: Work) -> dict[str, int]:
    """办结 done: matters closed in the period that are closed today; one reopened since does not count."""
    return _counted(work, work.closed)


def on_the_spot(work: Work) -> dict[str, Share]:
    """就地解决 on the spot: of the matters closed in the period, those that never lay above the community.

    What staff found and the same person settled at once is counted in neither number, but by `settled_at_once`.
    """
    counted = [matter for matter in work.closed if not work.found_and_settled(matter)]
    stayed = _counted(work, [matter for matter in counted if matter.id not in work.went_up])
    every = _counted(work, counted)
    return {origin: Share(stayed[origin], every[origin]) for origin in ORIGINS}


def settled_at_once(work: Work) -> int:
    """自己发现、当场处理 settled at once: matters closed in the period that staff found and the finder settled there."""
    return sum(work.found_and_settled(matter) for matter in work.closed)


def how_fast(work: Work) -> dict[str, Middle]:
    """多快 how fast: the median of the working time from the report to the last time it was said to be done, over
    matters closed in the period. A resident's report counts from when we had it, also while it waited for a look.
    Evenings, weekends and holidays do not count. Without `settled_at_once`."""
    hours = tree.setting(work.community, "work_hours", workdays.HOURS)
    taken: dict[str, list[float]] = {origin: [] for origin in ORIGINS}
    for matter in work.closed:
        last = work.handled.get(matter.id)
        if last is not None and not work.found_and_settled(matter):
            begins = matter.received_at if work.origin[matter.id] == origins.FOUND else matter.reported_at
            taken[work.origin[matter.id]].append(workdays.between(begins, last.received, hours))
    return {
        origin: Middle(median(times) if len(times) >= FEW else None, len(times))
        for origin, times in taken.items()
    }


def how_satisfied(work: Work) -> tuple[Share, float | None]:
    """满意 how satisfied: (of all answers of residents in the period to "solved?", those that said yes; the average of
    the rating from 1 to 3 where at least five gave one). Nobody's silence counts as a yes."""
    matters = Matter.select(Matter.id).where(Matter.area.in_(work.below))
    moved = (Entry.kind == "matter") & Entry.subject.in_(matters)
    # a yes that moved nothing, for others who asked have still to speak; and the score given after one's yes
    beside = (Entry.kind == "request") & Entry.area.in_(work.below)
    rows = Entry.select(Entry.body).where(
        moved | beside, Entry.actor == "resident", Entry.verb.in_([rate.MOVE.name, reopen.MOVE.name]),
        Entry.received >= work.period.since, Entry.received < work.period.until,
    )  # fmt: skip
    verdicts = [row.body for row in rows if "solved" in (row.body or {})]
    answers = [body for body in verdicts if not body.get("added")]
    scores = [body["score"] for body in verdicts if isinstance(body.get("score"), int)]
    yes = sum(bool(body["solved"]) for body in answers)
    return Share(yes, len(answers)), mean(scores) if len(scores) >= FEW else None


def last_handled(matters: list[str]) -> dict[str, Handled]:
    """Matter id → how it was last said to be done."""
    latest: dict[str, Handled] = {}
    for ids in _pieces(matters):
        wanted = Entry.select(Entry.subject, Entry.verb, Entry.by, Entry.received).where(
            Entry.kind == "matter", Entry.subject.in_(ids), Entry.verb.in_(table.SETTLING)
        )
        latest |= {row[0]: Handled(*row[1:]) for row in wanted.order_by(Entry.seq).tuples()}
    return latest


def _counted(work: Work, matters: list[Counted]) -> dict[str, int]:
    counts = Counter(work.origin[matter.id] for matter in matters)
    return {origin: counts[origin] for origin in ORIGINS}


def _pieces(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]
