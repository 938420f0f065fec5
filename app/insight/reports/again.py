"""What comes again in an area: things that came back to a place where they had been settled, and things that more than one has said.

Both are matters received in a span, told by the place itself (a building, a spot, a grid) and the thing. Matters that are told
to nobody but their desk (quarrels, public order, confidential ones) are in neither.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from peewee import Expression, ModelSelect, Value, fn

from app.areas import tree
from app.areas.models import Area
from app.board import allowed, origins
from app.core import clock
from app.core.words import mark
from app.insight import questions, tallies
from app.insight.counting import FEW
from app.insight.course import RANKS
from app.insight.figures import FIGURES
from app.insight.models import Course
from app.insight.questions import Question
from app.insight.reports.span import Span
from app.matters.models import Category, Matter
from app.requests.models import ResidentRequest

BACK, REPEATED = KINDS = ("back", "repeated")
BACK_DAYS = 90  # after it was settled; later it is a new one
SAID_DAYS = 30  # after it was said before
SAID = (origins.RESIDENT, origins.OPEN311, origins.ENTERED, origins.GROUP)
PAIRS_MOST = 20
Pair = tuple[str, str]  # place, thing


@dataclass(frozen=True)
class Kind:
    """What such matters are called, and by what they are known."""

    words: str
    definition: str
    is_so: Callable[[Question], Expression]


@dataclass(frozen=True)
class Again:
    """A place and a thing, how many came in the span and in the one before; `is_rest`: of its places that are not told alone."""

    place: str
    thing: str
    count: int
    before: int
    is_rest: bool = False


def _since(question: Question, days: int) -> str:
    return (question.first - dt.timedelta(days=days)).isoformat()


def _came_back(question: Question) -> Expression:
    earlier = Course.alias()
    settled = earlier.select(Value(1)).where(
        earlier.area == Course.area, earlier.closed_day >= _since(question, BACK_DAYS), earlier.closed_day <= Course.received_day,
        earlier.category == Course.category, earlier.void == False, earlier.matter != Course.matter,  # noqa: E712
        earlier.closed_at <= Course.received_at, earlier.closed_at >= Course.received_at - BACK_DAYS * clock.DAY,
    )  # fmt: skip
    return (Course.reopened > 0) | fn.EXISTS(settled)


def _said_again(question: Question) -> Expression:
    earlier = Course.alias()
    before = earlier.select(Value(1)).where(
        earlier.area == Course.area, earlier.received_day >= _since(question, SAID_DAYS), earlier.received_day <= Course.received_day,
        earlier.category == Course.category, earlier.void == False, earlier.origin.in_(SAID),  # noqa: E712
        (earlier.received_at < Course.received_at) | ((earlier.received_at == Course.received_at) & (earlier.matter < Course.matter)),
        earlier.received_at >= Course.received_at - SAID_DAYS * clock.DAY,
    )  # fmt: skip
    return (Course.origin.in_(SAID) & fn.EXISTS(before)) | (_requests() > 1)


def _requests() -> ModelSelect:
    """How many residents' requests the matter has, with those of matters that were merged into it."""
    merged = Matter.alias()
    into = merged.select(merged.id).where(merged.merged_into == Course.matter)
    return ResidentRequest.select(fn.COUNT(ResidentRequest.id)).where(
        (ResidentRequest.matter == Course.matter) | ResidentRequest.matter.in_(into),
        ResidentRequest.withdrawn.is_null(),
    )


WHAT: dict[str, Kind] = {
    BACK: Kind(
        mark("处理好以后又有的事"),
        mark("这段时间收到、同一个地方同一类事 90 天内办结过的，或者自己办结后又重办的。纠纷、治安和要求保密的不在里面。"),
        _came_back,
    ),
    REPEATED: Kind(
        mark("不止一个人说、反复说的事"),
        mark(
            "这段时间收到、不止一位居民说过的，或者同一个地方同一类事 30 天内居民说过、又有居民说的。纠纷、治安和要求保密的不在里面。"
        ),
        _said_again,
    ),
}  # fmt: skip


def things() -> ModelSelect:
    """A sub-query of the codes of things that may be told by place."""
    return Category.select(Category.code).where(
        Category.code.not_in(allowed.NEVER), Category.parent.is_null() | Category.parent.not_in(allowed.NEVER)
    )


def condition(kind: str, question: Question) -> Expression:
    """The condition of the matters' courses, each with its `Matter`."""
    wide = [code for code, rank in RANKS.items() if rank > 1]
    too_wide = Area.select(Value(1)).where(Area.code == Course.area, Area.kind.in_(wide))
    received = FIGURES["received"]
    return (
        questions.asked_for(question, received, tallies.is_wide(question.area))
        & received.parts.of
        & Course.category.in_(things())
        & ~fn.EXISTS(too_wide)
        & WHAT[kind].is_so(question)
    )


def counted(kind: str, area: str, span: Span) -> Counter[Pair]:
    """(place, thing) → how many matters."""
    asked = Question(area, span.first, span.last)
    columns = [Course.area, Course.category, *([Course.received_day] if asked.is_of_redrawn else [])]
    rows = _known(Course.select(*columns, fn.COUNT(Course.matter)), kind, asked).group_by(*columns)
    found: Counter[Pair] = Counter()
    for place, thing, *day, count in rows.tuples():
        if questions.lies_here(asked, place, day[0] if day else ""):
            found[place, thing] += count
    return found


def _known(select: ModelSelect, kind: str, asked: Question) -> ModelSelect:
    return select.join(Matter, on=(Matter.id == Course.matter)).where(
        condition(kind, asked),
        Matter.confidential == False,  # noqa: E712
    )


def matters(kind: str, asked: Question, after: int, most: int) -> tuple[list[str], int | None]:
    """(ids of what was counted, the latest first; where the next page begins, None at the end)."""
    rows = _known(Course.select(Course.area, Course.received_day, Course.matter), kind, asked)
    rows = rows.order_by(Course.received_day.desc(), Course.matter.desc()).offset(after)
    found: list[str] = []
    for at, (place, day, matter) in enumerate(rows.tuples().iterator(), after):
        if questions.lies_here(asked, place, day):
            if len(found) == most:
                return found, at
            found.append(matter)
    return found, None


def pairs(now: Counter[Pair], before: Counter[Pair]) -> tuple[list[Again], int]:
    """(those of which most came, in the order of their places; how many more there are): for whoever reads each of them."""
    most = sorted(now, key=lambda pair: (-now[pair], pair))[:PAIRS_MOST]
    return [Again(*pair, now[pair], before[pair]) for pair in sorted(most)], len(now) - len(most)


def leaving(root: str, now: Counter[Pair], before: Counter[Pair]) -> tuple[list[Again], int]:
    """(what is told, how many more there are) of what may leave the reader's reach: places of which at least five came; the others of a grid or community together where
    they are five. No matter is in two of them, so that nothing is left by subtraction."""
    rows: list[Again] = []
    left, left_before = Counter(now), Counter(before)
    depths = {place: len(tree.chain(place)) for place, _ in (*left, *left_before)}
    for depth in range(max(depths.values(), default=0), 0, -1):  # the deepest first
        here = [pair for pair in (*left, *left_before) if len(tree.chain(pair[0])) == depth]
        for place, thing in dict.fromkeys(here):
            count, count_before = left.pop((place, thing), 0), left_before.pop((place, thing), 0)
            if count >= FEW:
                is_rest = count != now[place, thing]
                rows.append(Again(place, thing, count, count_before, is_rest))
                continue
            for above in _parent(place, root):
                left[above, thing] += count
                left_before[above, thing] += count_before
    most = sorted(rows, key=lambda one: (-one.count, one.place, one.thing))[:PAIRS_MOST]
    return sorted(most, key=lambda one: (one.place, one.thing, one.is_rest)), len(rows) - len(most)


def _parent(place: str, root: str) -> Iterator[str]:
    """The area right above a place, none above the root."""
    chain = tree.chain(place)
    if place != root and root in chain:
        yield chain[1]
