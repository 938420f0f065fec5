"""How a community does, each figure one function whose first sentences are its definition; read by everybody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean, median
from typing import Any, NamedTuple

from peewee import JOIN, SQL, ModelSelect

from app.areas import history, tree
from app.areas.models import Ancestry
from app.board import origins
from app.board.origins import ORIGINS
from app.core import clock
from app.core.prepared import Prepared, PreparedFor, given
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.models import CLOSED, VOID, Matter
from app.matters.moves import table
from app.matters.moves.confirming import ring_back, ring_head
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
    area: str
    closed_at: int | None


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


class Said(NamedTuple):
    """What the figures need of an entry of a closed matter."""

    seq: int
    subject: str
    verb: str
    by: str | None
    received: int
    level: str | None


def walk(lists: tuple[int, ...], moment: Any, columns: Sequence[Any], terms: int) -> ModelSelect:
    """A walk along these lists of an area by the number that they are ordered by, which is `moment`, with the columns of each
    matter; its holes are the area (`community`), `since` and `until`, and the area's `terms` (`term0` …)."""
    # CROSS: the walk comes first whatever statistics say, and ends with the period
    return MatterTerm.select(*columns).join(Matter, JOIN.CROSS).where(
        MatterTerm.term.in_([given(f"term{at}") for at in range(terms)]), MatterTerm.list.in_(lists),
        MatterTerm.place >= given("since"), MatterTerm.place < given("until"),
        Matter.id == MatterTerm.matter, tree.lies_below(Matter.area, [given("community")]),
        moment >= given("since"), moment < given("until"),
    )  # fmt: skip


RECEIVED = ((OPEN_ONES, OVER), Matter.received_at)
ENDED_THEN = ((ENDED,), Matter.closed_at)
_MATTER = [getattr(Matter, name) for name in Counted._fields]
_ENTRY = [getattr(Entry, name) for name in Said._fields]
_BEGAN = (Entry.subject, Entry.body)


def _entries(columns: Sequence[Any], terms: int) -> ModelSelect:
    walked = walk(*ENDED_THEN, columns, terms).join(Entry, JOIN.CROSS)
    return walked.where(Entry.kind == "matter", Entry.subject == Matter.id)


def _reports(of: tuple[tuple[int, ...], Any], terms: int) -> ModelSelect:
    """Of those that no staff found, the entry that reported them."""
    walked = walk(*of, _BEGAN, terms).join(Entry, JOIN.CROSS)
    is_report = (Entry.kind == "matter") & (Entry.subject == Matter.id) & (Entry.verb == "report")
    return walked.where(Matter.finder.is_null(), is_report)


# name → how it is written for so many terms: one, or more while areas are put elsewhere
_WRITTEN: dict[str, Callable[[int], ModelSelect]] = {
    "received": lambda terms: walk(*RECEIVED, _MATTER, terms),
    "closed": lambda terms: walk(*ENDED_THEN, _MATTER, terms),
    "entries of closed": lambda terms: _entries(_ENTRY, terms),
    "reports of received": lambda terms: _reports(RECEIVED, terms),
    "reports of closed": lambda terms: _reports(ENDED_THEN, terms),
}
_QUERIES = PreparedFor(50)


class Work:
    """The matters of a community in a period, read once for all figures. A matter belongs to the community in which
    its place lay when it was received, and among those closed to the one in which it lay then."""

    def __init__(self, community: str, period: Period) -> None:
        self.community, self.period = community, period
        first = clock.date_of(period.since)
        self.was_redrawn = history.has_changed_since(first)
        self.roots = [community, *(history.once_below(community, first) if self.was_redrawn else ())]

    def lay_here(self, area: str, at: int) -> bool:
        """Whether the area lay in the community at that moment (epoch ms)."""
        return not self.was_redrawn or history.lay_below(area, self.community, clock.date_of(at))

    def _rows(self, name: str) -> list[tuple[Any, ...]]:
        return [row for root in self.roots for row in self._rows_below(root, name)]

    def _rows_below(self, root: str, name: str) -> list[tuple[Any, ...]]:
        terms = walks.area_terms([root])
        query = _QUERIES.of_key((name, len(terms)), lambda: _WRITTEN[name](len(terms)))
        holes = {f"term{at}": term for at, term in enumerate(terms)}
        return query.rows(community=root, since=self.period.since, until=self.period.until, **holes)

    def _matters(self, name: str) -> list[Counted]:
        return list({row[0]: Counted(*row) for row in self._rows(name)}.values())

    @cached_property
    def received(self) -> list[Counted]:
        """Received in the period and not void."""
        every = self._matters("received")
        return [one for one in every if one.state != VOID and self.lay_here(one.area, one.received_at)]

    @cached_property
    def closed(self) -> list[Counted]:
        """Closed in the period, and closed still."""
        every = self._matters("closed")
        return [
            one
            for one in every
            if one.state == CLOSED and self.lay_here(one.area, one.closed_at or one.received_at)
        ]

    @cached_property
    def origin(self) -> dict[str, str]:
        """Matter id → how it began."""
        reports = dict([*self._rows("reports of received"), *self._rows("reports of closed")])
        channels = {matter: (body or {}).get("channel", "") for matter, body in reports.items()}
        every = [*self.received, *self.closed]
        return {matter.id: origins.by_channel(channels.get(matter.id, "")) for matter in every}

    @cached_property
    def _said(self) -> list[Said]:
        """What happened to those closed, in the ledger's order, without what was taken back."""
        every = {row[0]: Said(*row) for row in self._rows("entries of closed")}
        return undone.standing(sorted(every.values()))

    @cached_property
    def handled(self) -> dict[str, Handled]:
        """Matter id → the last time somebody said that it is done."""
        settling = [entry for entry in self._said if entry.verb in table.SETTLING]
        return {entry.subject: Handled(entry.verb, entry.by, entry.received) for entry in settling}

    @cached_property
    def went_up(self) -> set[str]:
        """Those closed that lay outside the community at some time."""
        below = {code for (code,) in tree.below(self.community).tuples()}
        now = [(matter.id, matter.level) for matter in self.closed]
        lay = [*now, *((entry.subject, entry.level) for entry in self._said if entry.level is not None)]
        return {matter for matter, level in lay if level not in below}

    @cached_property
    def at_once(self) -> set[str]:
        """Those closed that staff found and the finder settled there and then."""
        return {matter.id for matter in self.closed if self._is_at_once(matter)}

    def _is_at_once(self, matter: Counted) -> bool:
        return is_at_once(self.origin[matter.id], matter.finder, self.handled.get(matter.id))


def is_at_once(origin: str, finder: str | None, last: Handled | None) -> bool:
    """Whether staff found it and the finder settled it there and then; `last` is how it was last said to be done."""
    is_settled = last is not None and last.verb == settle_on_spot.MOVE.name
    return origin == origins.FOUND and is_settled and last is not None and last.by == finder


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
    counted = [matter for matter in work.closed if matter.id not in work.at_once]
    stayed = _counted(work, [matter for matter in counted if matter.id not in work.went_up])
    every = _counted(work, counted)
    return {origin: Share(stayed[origin], every[origin]) for origin in ORIGINS}


def settled_at_once(work: Work) -> int:
    """自己发现、当场处理 settled at once: matters closed in the period that staff found and the finder settled there."""
    return len(work.at_once)


def how_fast(work: Work) -> dict[str, Middle]:
    """多快 how fast: the median of the working time from the report to the last time it was said to be done, over
    matters closed in the period. A resident's report counts from when we had it, also while it waited for a look.
    Evenings, weekends and holidays do not count. Without `settled_at_once`."""
    hours = tree.setting(work.community, "work_hours", workdays.HOURS)
    taken: dict[str, list[float]] = {origin: [] for origin in ORIGINS}
    for matter in work.closed:
        last = work.handled.get(matter.id)
        if last is not None and matter.id not in work.at_once:
            begins = matter.received_at if work.origin[matter.id] == origins.FOUND else matter.reported_at
            taken[work.origin[matter.id]].append(workdays.between(begins, last.received, hours))
    return {
        origin: Middle(median(times) if len(times) >= FEW else None, len(times))
        for origin, times in taken.items()
    }


def how_satisfied(work: Work) -> tuple[Share, float | None]:
    """满意 how satisfied: (of all answers of residents in the period to "solved?", those that said yes; the average of
    the rating from 1 to 3 where at least five gave one). Nobody's silence counts as a yes."""
    rows: list[tuple[Any, ...]] = []
    for root in work.roots:
        holes = {"community": root, "since": work.period.since, "until": work.period.until}
        rows += [*_ANSWERS.rows(**holes), *_BESIDE.rows(**holes)]
    verdicts = [body for body, area, at in rows if "solved" in (body or {}) and work.lay_here(area, at)]
    answers = [body for body in verdicts if not body.get("added")]
    scores = [body["score"] for body in verdicts if isinstance(body.get("score"), int)]
    yes = sum(bool(body["solved"]) for body in answers)
    return Share(yes, len(answers)), mean(scores) if len(scores) >= FEW else None


def how_told_by_telephone(work: Work) -> Share:
    """电话回访 (of all residents whom somebody else than whoever resolved it rang up in the period and who said whether it is
    solved, those that said yes). Counted apart: these are answers that staff wrote down, what was taken back left out."""
    return _heard(work, ring_back.MOVE.name, ring_back.SOLVED)


def how_heads_told_by_telephone(work: Work) -> Share:
    """电话问楼栋长 (of all building heads without a smartphone whom somebody else than whoever resolved it rang up in the period
    and who said whether it is solved, those that said yes). Counted apart from residents, and from heads who looked themselves."""
    return _heard(work, ring_head.MOVE.name, ring_head.SOLVED)


def _heard(work: Work, move: str, yes: str) -> Share:
    rows: list[tuple[Any, ...]] = []
    for root in work.roots:
        rows += _RUNG[move].rows(community=root, since=work.period.since, until=work.period.until)
    heard = [
        (subject, body["reason"])
        for subject, seq, body, area, at in rows
        if work.lay_here(area, at) and _stands(subject, seq)
    ]
    solved = [reason == yes for _, reason in heard if reason != ring_back.NOBODY]
    return Share(sum(solved), len(solved))


def _stands(matter: str, seq: int) -> bool:
    """Whether the entry was not taken back."""
    every = Entry.select().where(Entry.kind == "matter", Entry.subject == matter).order_by(Entry.seq)
    return any(entry.seq == seq for entry in undone.standing(every))


# as the index of verdicts says it (migration 0038): written out, for an index of some rows is not found by what is given
_IS_VERDICT = SQL("actor = 'resident' and verb in ('rate', 'reopen')")
_IN_PERIOD = (Entry.received >= given("since")) & (Entry.received < given("until"))
_BELOW = Ancestry.ancestor == given("community")
_ANSWERS = Prepared(
    lambda: (
        Entry.select(Entry.body, Matter.area, Entry.received)
        .from_(Ancestry)
        .join(Matter, JOIN.CROSS)
        .join(Entry, JOIN.CROSS)
        .where(_BELOW, Matter.area == Ancestry.area, Entry.subject == Matter.id)
        .where(_IS_VERDICT, Entry.kind == "matter", _IN_PERIOD)
    )
)


def _rung(move: str) -> Prepared:
    """Whom somebody rang up; the verb is written out as its index says it (migrations 0131, 0142)."""
    return Prepared(
        lambda: (
            Entry.select(Entry.subject, Entry.seq, Entry.body, Matter.area, Entry.received)
            .join(Matter, on=(Matter.id == Entry.subject))
            .where(SQL(f"verb = '{move}'"), Entry.kind == "matter", _IN_PERIOD)
            .where(tree.lies_below(Matter.area, [given("community")]))
        )
    )


_RUNG = {move.MOVE.name: _rung(move.MOVE.name) for move in (ring_back, ring_head)}
# a yes that moved nothing, for others who asked have still to speak; and the score given after one's yes
_BESIDE = Prepared(
    lambda: (
        Entry.select(Entry.body, Entry.area, Entry.received)
        .from_(Ancestry)
        .join(Entry, JOIN.CROSS)
        .where(_BELOW, Entry.area == Ancestry.area)
        .where(_IS_VERDICT, Entry.kind == "request", _IN_PERIOD)
    )
)


def last_handled(matters: list[str]) -> dict[str, Handled]:
    """Matter id → how it was last said to be done."""
    wanted = (
        Entry.select(*_ENTRY).where(Entry.kind == "matter", Entry.subject.in_(matters)).order_by(Entry.seq)
    )
    every = undone.standing(Said(*row) for row in wanted.tuples())
    settling = (one for one in every if one.verb in table.SETTLING)
    return {one.subject: Handled(one.verb, one.by, one.received) for one in settling}


def _counted(work: Work, matters: list[Counted]) -> dict[str, int]:
    counts = Counter(work.origin[matter.id] for matter in matters)
    return {origin: counts[origin] for origin in ORIGINS}
