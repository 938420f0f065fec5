"""What comes again in an area: things that came back to a place where they had been settled, and things that more than one has said.

Both are matters received in a span, told by the place itself (a building, a spot, a grid) and the thing. Matters that are told
to nobody but their desk (quarrels, public order, confidential ones) are in neither.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peewee import SQL, ModelSelect, fn

from app.areas import tree
from app.areas.models import Area
from app.board import allowed
from app.insight import catch_up, questions
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
    """A place and a thing, how many came in the span and in the one before; `is_rest`: of its places other than
    those that are told alone."""

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
    asked, source = Question(area, span.first, span.last), _source()
    is_by_day = asked.is_of_redrawn
    columns = [source.area, source.category, *([source.received_day] if is_by_day else [])]
    rows = _so(source.select(*columns, fn.COUNT(source.matter)), kind, asked).group_by(*columns)
    if not is_by_day:
        return Counter({(place, thing): count for place, thing, count in rows.tuples()})
    found: Counter[Pair] = Counter()
    for place, thing, day, count in rows.tuples():
        if questions.lies_here(asked, place, day):
            found[place, thing] += count
    return found


def most(kind: str, area: str, span: Span) -> tuple[list[Again], int, int]:
    """(those of which most came, in the order of their places; how many more there are; how many matters all of them are): for
    whoever reads each of them."""
    asked, source = Question(area, span.first, span.last), _source()
    if Question(area, span.compared.first, span.last).is_of_redrawn:
        now, before = counted(kind, area, span), counted(kind, area, span.compared)
        pairs = sorted(now, key=lambda pair: (-now[pair], pair))[:PAIRS_MOST]
        return (
            [Again(*pair, now[pair], before[pair]) for pair in sorted(pairs)],
            len(now) - len(pairs),
            now.total(),
        )
    count = fn.COUNT(source.matter)
    columns = (source.area, source.category, count, SQL("count(*) over ()"), SQL("sum(count(*)) over ()"))
    grouped = _so(source.select(*columns), kind, asked).group_by(source.area, source.category)
    rows = list(grouped.order_by(count.desc(), source.area, source.category).limit(PAIRS_MOST).tuples())
    if not rows:
        return [], 0, 0
    before = _of(kind, Question(area, span.compared.first, span.compared.last), {row[:2] for row in rows})
    found = [Again(place, thing, count, before[place, thing]) for place, thing, count, *_ in sorted(rows)]
    return found, rows[0][3] - len(rows), int(rows[0][4])


def _of(kind: str, asked: Question, pairs: set[Pair]) -> Counter[Pair]:
    """How many of these places and things there were."""
    source = _source()
    here = source.area.in_({place for place, _ in pairs}) & source.category.in_({thing for _, thing in pairs})
    here &= (source.received_day >= asked.first.isoformat()) & (source.received_day <= asked.last.isoformat())
    rows = _of_kind(source.select(source.area, source.category, fn.COUNT(source.matter)).where(here), kind)
    return Counter(
        {
            (place, thing): count
            for place, thing, count in rows.group_by(source.area, source.category).tuples()
        }
    )


def matters(kind: str, asked: Question, after: int, most: int) -> tuple[list[str], int | None]:
    """(ids of what was counted, the latest first; where the next page begins, None at the end)."""
    source = _source()
    rows = _so(source.select(source.area, source.received_day, source.matter), kind, asked)
    rows = rows.order_by(source.received_day.desc(), source.matter.desc()).offset(after)
    found: list[str] = []
    for at, (place, day, matter) in enumerate(rows.tuples().iterator(), after):
        if questions.lies_here(asked, place, day):
            if len(found) == most:
                return found, at
            found.append(matter)
    return found, None


def _source() -> Any:
    """Where to read what comes again: it is kept by itself, once every matter was read; until then it is looked for in the courses."""
    return Recurrence if catch_up.is_whole() else Course


def _so(select: ModelSelect, kind: str, asked: Question) -> ModelSelect:
    """Of the rows of `_source` those of this kind that were received in the area, or may have been (`questions.lies_here`).

    Their place is fine enough to be one, and not their desk alone is told of the thing.
    """
    source = select.model
    too_wide = Area.select(Area.code).where(
        Area.kind.in_([kind for kind, rank in RANKS.items() if rank > GRID])
    )
    rows = select.where(
        questions.asked_for(asked, Dated(source, source.received_day), tree.is_everything(asked.area)),
        source.category.in_(things()), source.area.not_in(too_wide),
    )  # fmt: skip
    return _of_kind(rows, kind)


def _of_kind(select: ModelSelect, kind: str) -> ModelSelect:
    if select.model is Recurrence:
        return select.where(Recurrence.kind == kind)
    return select.join(Matter, on=(Matter.id == Course.matter)).where(kept.is_told(), rule.WHAT[kind].is_so())


def leaving(kind: str, root: str, span: Span) -> tuple[list[Again], int, int]:
    """(what is told, how many more there are, how many matters all of them are) of what may leave the reader's reach.

    That are places of which at least five came; the others of a grid or community together where they are five. No matter is in
    two of them, so that nothing is left by subtraction.
    """
    now, before = counted(kind, root, span), counted(kind, root, span.compared)
    rows: list[Again] = []
    left, left_before = Counter(now), Counter(before)
    waiting: dict[int, set[Pair]] = defaultdict(set)
    for pair in (*left, *left_before):
        waiting[len(tree.chain(pair[0]))].add(pair)
    for depth in range(max(waiting, default=0), 0, -1):  # the deepest first
        for place, thing in sorted(waiting[depth]):
            count, count_before = left.pop((place, thing), 0), left_before.pop((place, thing), 0)
            if count >= FEW:
                is_rest = count != now[place, thing] and any(
                    one.thing == thing and place in tree.chain(one.place) for one in rows
                )
                rows.append(Again(place, thing, count, count_before, is_rest))
                continue
            for above in _parent(place, root):
                left[above, thing] += count
                left_before[above, thing] += count_before
                waiting[depth - 1].add((above, thing))
    most = sorted(rows, key=lambda one: (-one.count, one.place, one.thing))[:PAIRS_MOST]
    return (
        sorted(most, key=lambda one: (one.place, one.thing, one.is_rest)),
        len(rows) - len(most),
        now.total(),
    )


def _parent(place: str, root: str) -> Iterator[str]:
    """The area right above a place, none above the root."""
    chain = tree.chain(place)
    if place != root and root in chain:
        yield chain[1]
