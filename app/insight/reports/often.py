"""What comes often where in an area: grids (of a wide area the parts right below it) and things of which at least five came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from peewee import fn

from app.areas import tree
from app.areas.models import Area
from app.core.remembered import remembered
from app.core.words import mark
from app.insight import asking, questions, sums, tallies
from app.insight.counting import FEW
from app.insight.figures import FIGURES
from app.insight.models import Course
from app.insight.questions import Question
from app.insight.reports import again
from app.insight.reports.again_rows import things_by_name
from app.insight.reports.span import Span

MOST = 20
DEFINITION = mark("这段时间收到、同一个地方同一类满 5 件的，哪一类都算。")
DEFINITION_LEAVING = mark(
    "这段时间收到、同一个地方同一类满 5 件的；纠纷、治安类的不数、不写，上面的“收到”里有。"
)
FINER = ("building", "micro_grid", "checkpoint")


@dataclass(frozen=True)
class Hot:
    """A place and a thing that came there at least five times in the span."""

    place: str
    thing: str
    count: int
    before: int | None  # None: fewer than five
    address: str


def most_often(area: Area, span: Span, language: str, *, leaves: bool) -> tuple[tuple[Hot, ...], int]:
    """(those of which most came, in the tree's order; how many more there are). `leaves`: for a file, without what is told to
    nobody but its desk."""
    now, before = _by_place(area, span), _by_place(area, span.compared)
    may_leave = {code for (code,) in again.things().tuples()} if leaves else set(things_by_name("zh"))
    enough = [pair for pair, count in now.items() if count >= FEW and pair[1] in may_leave]
    most = sorted(enough, key=lambda pair: (-now[pair], pair))[:MOST]
    places = {one.code: one for one in Area.select().where(Area.code.in_({place for place, _ in most}))}
    names = things_by_name(language)
    found = [
        Hot(
            places[place].name, names.get(thing, thing), now[place, thing], before[place, thing] if before[place, thing] >= FEW else None,
            asking.address("/figures/received", Question(place, span.first, span.last, category=thing)),
        )
        for place, thing in sorted(most)
    ]  # fmt: skip
    return tuple(found), len(enough) - len(most)


def _by_place(area: Area, span: Span) -> Counter[tuple[str, str]]:
    """(place, thing) → how many came; a matter counts where its place lay on the day."""
    asked, figure = Question(area.code, span.first, span.last), FIGURES["received"]
    if tallies.is_wide(area.code):
        return Counter(sums.by_part_and_thing(figure, asked))
    found: Counter[tuple[str, str]] = Counter()
    is_by_day, place_of = asked.is_of_redrawn, _estate_of()
    columns = [Course.area, Course.category, *([Course.received_day] if is_by_day else [])]
    rows = Course.select(*columns, fn.COUNT(Course.matter)).where(
        questions.asked_for(asked, figure) & figure.parts.of
    )
    for place, thing, *day, count in rows.group_by(*columns).tuples():
        if not is_by_day or questions.lies_here(asked, place, day[0]):
            found[place_of(place), thing] += count
    return found


def _estate_of() -> Callable[[str], str]:
    """The nearest area over a place that is no finer than a grid."""
    finer = _finer()
    return lambda place: next((code for code in tree.chain(place) if code not in finer), place)


@remembered
def _finer() -> frozenset[str]:
    """What is no estate but part of one."""
    return frozenset(code for (code,) in Area.select(Area.code).where(Area.kind.in_(FINER)).tuples())
