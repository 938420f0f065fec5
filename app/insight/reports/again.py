"""What comes again in an area: things that came back to a place where they had been settled, and things that more than one has said.

Both are matters received in a span, told by the place itself (a building, a spot, a grid) and the thing. Matters that are told
to nobody but their desk (quarrels, public order, confidential ones) are in neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peewee import ModelSelect, fn

from app.areas import tree
from app.areas.models import Area
from app.board import allowed
from app.core.remembered import remembered
from app.insight import catch_up, questions, tallies
from app.insight.counting import FEW
from app.insight.course import GRID, RANKS
from app.insight.models import Course, Recurrence
from app.insight.questions import Dated, Question
from app.insight.recurring import kept, rule
from app.insight.reports.span import Span
from app.matters.models import Category, Matter

PAIRS_MOST = 20
Pair = tuple[str, str]  # place, thing


@dataclass(frozen=True)
class Again:
    """A place and a thing, how many came in the span and in the one before; `is_rest`: of its places that are not told alone."""

    place: str
    thing: str
    count: int
    before: int
    is_rest: bool = False


def things() -> ModelSelect:
    """A sub-query of the codes of things that may be told by place."""
    return Category.select(Category.code).where(
        Category.code.not_in(allowed.NEVER), Category.parent.is_null() | Category.parent.not_in(allowed.NEVER)
    )


def counted(kind: str, area: str, span: Span) -> Counter[Pair]:
    """(place, thing) → how many matters."""
    asked = Question(area, span.first, span.last)
    source = _source()
    columns = [source.area, source.category, *([source.received_day] if asked.is_of_redrawn else [])]
    rows = _so(source.select(*columns, fn.COUNT(source.matter)), kind, asked).group_by(*columns)
    found: Counter[Pair] = Counter()
    for place, thing, *day, count in rows.tuples():
        if _is_told(asked, place, thing, day[0] if day else ""):
            found[place, thing] += count
    return found


def matters(kind: str, asked: Question, after: int, most: int) -> tuple[list[str], int | None]:
    """(ids of what was counted, the latest first; where the next page begins, None at the end)."""
    source = _source()
    rows = _so(source.select(source.area, source.category, source.received_day, source.matter), kind, asked)
    rows = rows.order_by(source.received_day.desc(), source.matter.desc()).offset(after)
    found: list[str] = []
    for at, (place, thing, day, matter) in enumerate(rows.tuples().iterator(), after):
        if _is_told(asked, place, thing, day):
            if len(found) == most:
                return found, at
            found.append(matter)
    return found, None


def _source() -> Any:
    """Where to read what comes again: it is kept by itself, once every matter was read; until then it is looked for in the courses."""
    return Recurrence if catch_up.is_whole() else Course


def _so(select: ModelSelect, kind: str, asked: Question) -> ModelSelect:
    """Of the rows of `_source` those of this kind that were received in the area, or may have been (`_is_told`)."""
    source = select.model
    here = questions.asked_for(asked, Dated(source, source.received_day), tallies.is_wide(asked.area))
    if source is Recurrence:
        return select.where(here, Recurrence.kind == kind)
    return select.join(Matter, on=(Matter.id == Course.matter)).where(
        here, kept.is_told(), rule.WHAT[kind].is_so()
    )


def _is_told(asked: Question, place: str, thing: str, day: str) -> bool:
    """Whether the place is fine enough to be one, lay in the area on the day, and its desk is not alone to be told of the thing."""
    return place not in _wide() and thing in _things_told() and questions.lies_here(asked, place, day)


@remembered
def _wide() -> frozenset[str]:
    """The areas too wide to be a place at which something comes again."""
    wide = [kind for kind, rank in RANKS.items() if rank > GRID]
    return frozenset(code for (code,) in Area.select(Area.code).where(Area.kind.in_(wide)).tuples())


@remembered
def _things_told() -> frozenset[str]:
    return frozenset(code for (code,) in things().tuples())


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
