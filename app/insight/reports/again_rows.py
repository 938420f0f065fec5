"""What comes again and what waits longest, as a report writes it: places by name, things by name, numbers with their lists."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.areas.models import MICRO_GRID, Area
from app.areas.place_names import BETWEEN, Places
from app.core.words import mark, translate
from app.insight import asking
from app.insight.counting import FEW
from app.insight.questions import Question
from app.insight.recurring import rule
from app.insight.reports import again, waiting
from app.insight.reports.again import Again
from app.insight.reports.span import Span
from app.matters.models import Category
from app.matters.workflow import labels

ESTATE = ("building", MICRO_GRID, "checkpoint")  # what leaves names no place finer than above these


@dataclass(frozen=True)
class Row:
    """A place and a thing, how many came and how many in the span before (None: not told), and where the list is ("" in files)."""

    place: str
    thing: str
    now: int
    before: int | None
    address: str


@dataclass(frozen=True)
class Table:
    """A kind of what comes again: its words, its definition, its rows; on the page how many there are and where all are listed."""

    kind: str
    words: str
    definition: str
    rows: tuple[Row, ...]
    left: int  # how many more places and things there are
    count: int
    address: str


@dataclass(frozen=True)
class Wait:
    """A matter that waits: its number, what, where, for how many days, in which state, and who has it where that is no person."""

    id: str
    number: str
    thing: str
    place: str
    days: int
    state: str
    holder: str


def tables(area: Area, span: Span, language: str, *, leaves: bool) -> tuple[Table, ...]:
    """Both kinds; `leaves`: for a file that leaves the reader's reach."""
    return tuple(_table(kind, area, span, language, leaves) for kind in rule.KINDS)


def _table(kind: str, area: Area, span: Span, language: str, leaves: bool) -> Table:
    found, left, count = again.leaving(kind, area.code, span) if leaves else again.most(kind, area.code, span)
    asked, what = Question(area.code, span.first, span.last), rule.WHAT[kind]
    places, things = Places(area.code), things_by_name(language)
    rows = tuple(
        Row(
            translate(mark("{place}的其他地方"), language, place=places.name(one.place)) if one.is_rest else places.name(one.place),
            things.get(one.thing, one.thing), one.count, _before(one, leaves),
            "" if leaves else asking.address("/figures/report/again", Question(one.place, span.first, span.last, category=one.thing, alone=True), what=kind),
        )
        for one in found
    )  # fmt: skip
    return Table(
        kind,
        translate(what.words, language),
        translate(what.definition, language),
        rows,
        left,
        count,
        asking.address("/figures/report/again", asked, what=kind),
    )


def _before(one: Again, leaves: bool) -> int | None:
    return None if leaves and one.before < FEW else one.before


def waits(area: Area, span: Span, reach: Reach, language: str, *, leaves: bool) -> tuple[Wait, ...]:
    """What has waited longest, of what was received by the span's end; in a file its place is the grid or wider."""
    found = waiting.longest(Question(area.code, span.first, span.last), reach, can_leave=leaves)
    places, things = Places(area.code, ESTATE if leaves else BETWEEN), things_by_name(language)
    return tuple(
        Wait(
            one.id, one.number, things.get(one.thing, one.thing), places.name(one.place), one.days,
            translate(labels.STATES[one.state], language), one.holder,
        )
        for one in found
    )  # fmt: skip


def things_by_name(language: str) -> dict[str, str]:
    """Code → name of every thing and class."""
    rows = Category.select(Category.code, Category.name, Category.name_en)
    return {code: (english if language == "en" else name) or name for code, name, english in rows.tuples()}
