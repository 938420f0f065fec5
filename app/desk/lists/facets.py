"""The facets of a desk's list: by what it is narrowed, several at once, and how many there are of each; one table.

What a matter counts for is read from a few of its columns by one rule for each facet; the list is narrowed and the figures are
counted by that same rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from app.areas import kind_words
from app.areas.access.reach import Reach
from app.areas.models import Area, Unit
from app.core import clock, decode
from app.core.prepared import PreparedFor
from app.core.problems.problem import Problem
from app.core.remembered import remembered
from app.core.words import mark, mark_in, translate
from app.desk.requests.residents import CHANNELS
from app.matters import categories
from app.matters.area_staff import Ground
from app.matters.models import URGENCIES, Category, Matter
from app.matters.queries import visits
from app.matters.queries.alike import Judge
from app.matters.queries.walks import Place
from app.matters.timing import deadlines
from app.matters.workflow import labels
from app.requests.followup import requesters
from app.requests.models import SOURCE

VALUES_MOST = 20  # of one facet at once
LONG = 64
SHOWN = 8  # of one facet; what there are more stand folded up
DUES = {
    "late": mark_in("facet", "已超期"),
    "today": mark_in("facet", "今天到期"),
    "week": mark("七天内到期"),
    "later": mark("七天以后"),
    "none": mark("没有时限"),
}
CAME = {
    "today": mark_in("facet", "今天来的"),
    "week": mark("七天内"),
    "month": mark("三十天内"),
    "older": mark("更早"),
}
FOUND = "found"
CAME_BY = {FOUND: mark("工作人员发现"), **CHANNELS}


class Fact(NamedTuple):
    """What of a matter the facets go by."""

    id: str
    state: str
    area: str
    category: str
    urgency: str
    holder_unit: str | None
    due: int | None
    received_at: int
    resident_asked: bool
    finder: str | None
    seq: int


_COLUMNS = [getattr(Matter, name) for name in Fact._fields]
_FACTS = PreparedFor(50)
Picked = Mapping[str, frozenset[str]]  # by facet the values that are chosen


MOST = 60
TOO_SMALL = ("building", "checkpoint", "micro_grid")


def places(reach: Reach) -> list[tuple[str, str]]:
    """The (code, name) of the areas directly below the person's own, down to the grid."""
    return list(_places(reach.areas, clock.today().isoformat()))


@remembered
def _places(above: frozenset[str], day: str) -> tuple[tuple[str, str], ...]:
    rows = (
        Area.select(Area.code, Area.name)
        .where(Area.parent.in_(sorted(above)), Area.kind.not_in(TOO_SMALL))
        .where(Area.begins <= day, Area.ends >= day)
        .order_by(Area.code)
        .limit(MOST)
    )
    return tuple(rows.tuples())


@remembered
def classes(language: str) -> tuple[tuple[str, str], ...]:
    """The (code, name) of each class of things."""
    return tuple(
        (category["code"], category["name"])
        for category in categories.serialize_all(language)
        if not category["parent"]
    )


@remembered
def _kinds() -> dict[str, tuple[str, str]]:
    """Of each thing its class and its platform."""
    return {row.code: (row.parent or row.code, row.platform) for row in Category.select()}


@remembered
def _units() -> tuple[tuple[str, str, int | None], ...]:
    return tuple(Unit.select(Unit.code, Unit.name, Unit.ended).tuples())


def unit_names() -> list[tuple[str, str]]:
    """Each as (code, name)."""
    return [(code, name) for code, name, _ in _units()]


def units_in_use(now: int) -> set[str]:
    """The codes of those that can be called at that moment."""
    return {code for code, _, ended in _units() if ended is None or ended > now}


@remembered
def area_names(codes: tuple[str, ...]) -> dict[str, str]:
    """What these areas are called."""
    return dict(Area.select(Area.code, Area.name).where(Area.code.in_(codes)).tuples())


class Terms:
    """What the rules look up beside the matters: places, kinds, how residents came."""

    def __init__(self, reach: Reach, facts: Sequence[Fact]) -> None:
        self.now, self.today = clock.now(), clock.today()
        self.kinds = _kinds()
        self._ground, self._below = Ground(), dict(places(reach))
        self._places: dict[str, str] = {}
        self._asked = [fact.id for fact in facts if fact.resident_asked]

    @cached_property
    def channels(self) -> dict[str, str]:
        """How residents came, by matter."""
        return requesters.channels_of(self._asked)

    def place_of(self, area: str) -> str:
        """The part of the person's own area in which it lies; empty for what lies in none."""
        if area not in self._places:
            chain = self._ground.chain(area)
            self._places[area] = next((code for code in chain if code in self._below), "")
        return self._places[area]

    def path_of(self, area: str) -> list[str]:
        """The areas above it and itself, from the top: what lies together comes together in this order."""
        return list(reversed(self._ground.chain(area)))

    def days_to(self, at: int) -> int:
        """Days from today to that moment's."""
        return (clock.date_of(at) - self.today).days


def _due(fact: Fact, terms: Terms) -> str:
    if fact.due is None or fact.state not in deadlines.WORKING:
        return "none"
    if fact.due < terms.now:
        return "late"
    days = terms.days_to(fact.due)
    return "today" if days <= 0 else "week" if days <= 7 else "later"


def _came(fact: Fact, terms: Terms) -> str:
    days = -terms.days_to(fact.received_at)
    return "today" if days <= 0 else "week" if days <= 7 else "month" if days <= 30 else "older"


@dataclass(frozen=True)
class Facet:
    """One facet: its name in the address, its words, which value a matter has, and the words of its values by language.

    `words_of` gives them in the order in which they are shown; where it is by count the most come first.
    """

    name: str
    words: str
    value: Callable[[Fact, Terms], str]
    words_of: Callable[[Reach, str], dict[str, str]]
    is_by_count: bool = False


def _fixed(words: Mapping[str, str]) -> Callable[[Reach, str], dict[str, str]]:
    return lambda _, language: {code: translate(message, language) for code, message in words.items()}


# fmt: off
TABLE: tuple[Facet, ...] = (
    Facet("in_state", mark("状态"), lambda fact, _: fact.state, _fixed(labels.STATES)),
    Facet("due_in", mark("时限"), _due, _fixed(DUES)),
    Facet("how_urgent", mark("有多急"), lambda fact, _: fact.urgency,
          _fixed({urgency: labels.URGENCIES[urgency] for urgency in reversed(URGENCIES)})),
    Facet("place", mark("地方"), lambda fact, terms: terms.place_of(fact.area), lambda reach, _: dict(places(reach)), is_by_count=True),
    Facet("kind", mark("类别"), lambda fact, terms: terms.kinds[fact.category][0], lambda _, language: dict(classes(language)),
          is_by_count=True),
    Facet("platform", mark("平台"), lambda fact, terms: terms.kinds[fact.category][1], _fixed(kind_words.PLATFORMS)),
    Facet("channel", mark("来源"), lambda fact, terms: FOUND if fact.finder else terms.channels.get(fact.id, SOURCE), _fixed(CAME_BY)),
    Facet("unit", mark("承办单位"), lambda fact, _: fact.holder_unit or "", lambda *_: dict(unit_names()), is_by_count=True),
    Facet("came", mark("收到"), _came, _fixed(CAME)),
)
# fmt: on
NAMES = tuple(facet.name for facet in TABLE)


def picked_in(arguments: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """What is chosen in a request's query, several values of a facet by its name again. Problem bad-value."""
    found = {}
    for name in NAMES:
        values = arguments.getlist(name) if hasattr(arguments, "getlist") else [arguments.get(name) or ""]
        chosen = frozenset(value for value in values if value)
        if len(chosen) > VALUES_MOST:
            raise Problem("bad-value", (name, "too-many", {"most": VALUES_MOST}))
        if any(len(value) > LONG for value in chosen):
            raise Problem("bad-value", (name, "too-long", {"most": LONG}))
        if any("\n" in value or decode.CONTROL.search(value) for value in chosen):
            raise Problem("bad-value", (name, "control-character"))
        if chosen:
            found[name] = chosen
    return found


def facts_of(places: list[Place], judge: Judge) -> list[Fact]:
    """The facts of those of at most `visits.VISITED_MOST` places that the judge accepts."""
    return [Fact(*row) for row in visits.facts(_COLUMNS, [id for _, id in places], judge, _FACTS)]


def picks(reach: Reach, picked: Picked, judge: Judge) -> visits.Picks:
    """Takes of places those whose matters have one of the chosen values of every facet."""

    def take(found: list[Place]) -> list[Place]:
        facts = facts_of(found, judge)
        terms = Terms(reach, facts)
        fitting = {fact.id for fact in facts if not _misses(fact, terms, picked)}
        return [place for place in found if place[1] in fitting]

    return take


def _misses(fact: Fact, terms: Terms, picked: Picked) -> list[str]:
    """The facets of which it has none of the chosen values."""
    return [
        facet.name
        for facet in TABLE
        if facet.name in picked and facet.value(fact, terms) not in picked[facet.name]
    ]


class Found:
    """Facts of a view, of the first that stand there, so many at most; `is_whole`: whether those are all.

    What each facet has of them is worked out once, however many ask: the facets themselves and every saved view of it.
    """

    def __init__(self, reach: Reach, facts: list[Fact], is_whole: bool) -> None:
        self.reach, self.facts, self.is_whole = reach, facts, is_whole
        self._terms = Terms(reach, facts)
        self._values: dict[str, list[str]] = {}

    def values(self, facet: Facet) -> list[str]:
        """The facet's value of each fact."""
        if facet.name not in self._values:
            self._values[facet.name] = [facet.value(fact, self._terms) for fact in self.facts]
        return self._values[facet.name]

    def fitting(self, picked: Picked, besides: str = "") -> list[int]:
        """Which of the facts have one of the chosen values of every facet but the one named `besides`."""
        numbers = list(range(len(self.facts)))
        for facet in TABLE:
            if facet.name in picked and facet.name != besides:
                values, wanted = self.values(facet), picked[facet.name]
                numbers = [at for at in numbers if values[at] in wanted]
        return numbers

    def counts(self, facet: Facet, picked: Picked) -> Counter[str]:
        """How many there are of each value of the facet, under what is chosen of the others."""
        values = self.values(facet)
        return Counter([values[at] for at in self.fitting(picked, facet.name)] if picked else values)


def word_of(name: str, value: str, reach: Reach, language: str) -> str:
    """What a value of the facet is called, also where it is none to choose from any more; itself where nobody knows it."""
    facet = next(one for one in TABLE if one.name == name)
    known = facet.words_of(reach, language).get(value) or area_names((value,)).get(value)
    return f"{translate(facet.words, language)} {known or value}"


@dataclass(frozen=True)
class Value:
    """One value of a facet as it is drawn."""

    code: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Drawn:
    """A facet as it is drawn: what is shown, and what stands folded up."""

    name: str
    words: str
    shown: list[Value]
    rest: list[Value]
    is_chosen: bool


def drawn(found: Found, picked: Picked, language: str) -> list[Drawn]:
    """Every facet with how many there are of each value, under what is chosen of the others."""
    return [_drawn(facet, found.reach, picked, found.counts(facet, picked), language) for facet in TABLE]


def _drawn(facet: Facet, reach: Reach, picked: Picked, counts: Counter[str], language: str) -> Drawn:
    chosen = picked.get(facet.name, frozenset())
    words_of = facet.words_of(reach, language)
    # what is none to choose from any more can be let go all the same
    words_of |= area_names(tuple(sorted(chosen - words_of.keys())))
    words_of |= {code: code for code in sorted(chosen - words_of.keys())}
    values = [
        Value(code, words, counts[code], code in chosen)
        for code, words in words_of.items()
        if counts[code] or code in chosen
    ]
    if facet.is_by_count:
        values.sort(key=lambda value: (not value.is_chosen, -value.count))
    shown = values[:SHOWN]
    return Drawn(facet.name, translate(facet.words, language), shown, values[SHOWN:], bool(chosen))
