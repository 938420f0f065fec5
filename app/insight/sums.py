"""What a question comes to in each of its groups: counted from courses, or of a wide area from its tallies."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from peewee import SQL, Case, Expression, Value, fn

from app.areas import tree
from app.areas.models import Ancestry
from app.core import clock
from app.insight import catch_up, coverage, questions, tallies
from app.insight.figures import STOOD, Figure
from app.insight.models import Tally
from app.insight.questions import AREA, GROUPINGS, TIMES, Question


@dataclass
class Sum:
    """Things, of them the part, and their minutes with how many took so long, where a median is wanted."""

    of: int = 0
    part: int = 0
    minutes: Counter[int] = field(default_factory=Counter)

    def add(self, of: int, part: int, minutes: int | None = None) -> None:
        """So many more, of them this part."""
        self.of += of
        self.part += part
        if minutes is not None:
            self.minutes[minutes] += of

    def middle(self) -> float | None:
        """The median of the minutes; None of none."""
        return float(median(self.minutes.elements())) if self.minutes else None


Sums = dict[str, Sum]


def by_group(figure: Figure, question: Question, by: str | None) -> Sums:
    """group → what it comes to; "" where nothing is grouped."""
    found: Sums = defaultdict(Sum)
    if figure.moment == STOOD:
        return {group: Sum(*counts) for group, counts in coverage.by_group(question, by).items()}
    if (
        not figure.is_tallied
        or question.alone
        or not tallies.is_wide(question.area)
        or not catch_up.is_whole()
    ):
        _add_courses(found, figure, question, by)
    elif by == AREA:
        _add_parts(found, figure, question)
    elif _is_of_things(question, by):
        _add_months(found, figure, question, by)
    else:
        _add_days(found, figure, question, by)
    return dict(found)


def _is_of_things(question: Question, by: str | None) -> bool:
    """Whether it tells categories or channels apart, which the tallies of days do not."""
    is_narrowed = (question.category, question.platform, question.channel) != (None, None, None)
    return is_narrowed or (by is not None and by not in TIMES)


def is_slow(figure: Figure, question: Question, by: str | None) -> bool:
    """Whether it would be read from a million courses or of every building again and again: of a wide area a median by things
    or channels, and buildings by time."""
    if not tallies.is_wide(question.area):
        return False
    if figure.moment == STOOD:
        return by in TIMES
    return figure.is_tallied and figure.parts.is_middle and _is_of_things(question, by) and by != AREA


def _add_days(found: Sums, figure: Figure, question: Question, by: str | None) -> None:
    key = Value("").alias("key") if by is None else _span(by)
    for days in _days_of(figure, question, by):
        _add_tallies(found, figure, question, by, (Tally.area == question.area) & days, key)


def _days_of(figure: Figure, question: Question, by: str | None) -> Iterator[Expression]:
    """The conditions of the tallies that together have the days, each once; of minutes those of whole months where nothing finer is asked for."""
    if not figure.parts.is_middle:
        yield _tallied(figure.moment, question.first, question.last) & (Tally.category == "")
        return
    months = [] if by in (questions.DAY, questions.WEEK) else _whole_months(question)
    if months:
        yield (Tally.moment == tallies.WAITED_MONTH) & Tally.span.in_(months)
    for first, last in _beside(question, months):
        yield _tallied(tallies.WAITED, first, last)


def _tallied(moment: str, first: dt.date, last: dt.date) -> Expression:
    return (Tally.moment == moment) & (Tally.span >= first.isoformat()) & (Tally.span <= last.isoformat())


def _beside(question: Question, months: list[str]) -> Iterator[tuple[dt.date, dt.date]]:
    """(first, last) of the days that are asked for and in none of the months, which follow one another."""
    if not months:
        yield question.first, question.last
        return
    first = dt.date.fromisoformat(f"{months[0]}-01")
    after = questions.next_month(dt.date.fromisoformat(f"{months[-1]}-01"))
    if question.first < first:
        yield question.first, first - dt.timedelta(days=1)
    if after <= question.last:
        yield after, question.last


def _span(by: str) -> Any:
    return fn.SUBSTR(Tally.span, 1, 7) if by == questions.MONTH else Tally.span


def _add_tallies(
    found: Sums, figure: Figure, question: Question, by: str | None, wanted: Expression, key: Any
) -> None:
    group_of = (lambda _, value, __: value) if by is None or by == AREA else GROUPINGS[by].group_of
    for value, *counts in _rows(figure, Tally, wanted, [key]):
        found[group_of(question, value, "")].add(*counts)


def _add_months(found: Sums, figure: Figure, question: Question, by: str | None) -> None:
    """Whole months from their tallies, the days before and after from courses; all of them where the minutes are wanted."""
    months = _whole_months(question)
    if figure.parts.is_middle or not months or by in (questions.DAY, questions.WEEK):
        _add_courses(found, figure, question, by)
        return
    wanted = (Tally.area == question.area) & (Tally.moment == figure.moment) & Tally.span.in_(months)
    wanted &= questions.of_things(question, Tally)
    key = (
        Value("").alias("key")
        if by is None
        else _span(by)
        if by in TIMES
        else GROUPINGS[by].column(Tally, Tally.span)
    )
    _add_tallies(found, figure, question, by, wanted, key)
    for first, last in _beside(question, months):
        _add_courses(found, figure, replace(question, first=first, last=last), by)


def _whole_months(question: Question) -> list[str]:
    """The months of which every day is asked for, or every day until today."""
    month, found = question.first, []
    if month.day > 1:
        month = questions.next_month(month)
    while month <= question.last:
        following = questions.next_month(month)
        if following - dt.timedelta(days=1) > question.last and question.last < clock.today():
            break
        found.append(month.isoformat()[:7])
        month = following
    return found


def _add_parts(found: Sums, figure: Figure, question: Question) -> None:
    """Of the parts that are wide from their tallies, of the others and of the area itself from courses."""
    parts = tree.parts_of(question.area)
    wide = [code for code in parts if tallies.is_wide(code)]
    if wide and not _is_of_things(question, None):
        for days in _days_of(figure, question, AREA):
            _add_tallies(found, figure, question, AREA, Tally.area.in_(wide) & days, Tally.area)
    else:
        wide = []
    narrow = [code for code in parts if code not in wide]
    if wide and not narrow and not question.is_of_redrawn:
        question = replace(question, alone=True)  # what is left lies in the area itself
    _add_courses(found, figure, question, AREA, narrow if wide else None)


def by_part_and_thing(figure: Figure, question: Question) -> dict[tuple[str, str], int]:
    """(the part right below a wide area, or the area itself; thing) → how many came to it of the figure."""
    found: Counter[tuple[str, str]] = Counter()
    months = _whole_months(question) if catch_up.is_whole() and not question.is_of_redrawn else []
    wide = [code for code in tree.parts_of(question.area) if tallies.is_wide(code)]
    if months and wide:
        spans = (Tally.moment == figure.moment) & Tally.span.in_(months) & (Tally.category != "")
        wanted = Tally.area.in_(wide) & spans & figure.parts_in(Tally).of
        rows = Tally.select(Tally.area, Tally.category, fn.SUM(Tally.matters)).where(wanted)
        found.update(
            {
                (area, thing): int(count)
                for area, thing, count in rows.group_by(Tally.area, Tally.category).tuples()
                if count
            }
        )
        _count_parts(found, figure, question, set(wide))
        for first, last in _beside(question, months):
            _count_parts(found, figure, replace(question, first=first, last=last))
    else:
        _count_parts(found, figure, question)
    return found


def _count_parts(
    found: Counter[tuple[str, str]], figure: Figure, question: Question, but: Collection[str] = ()
) -> None:
    """Count the courses by part and thing, but not those of some parts."""
    table, day = figure.table, figure.day
    if question.is_of_redrawn:
        rows = table.select(table.area, day, table.category, fn.COUNT(table.matter))
        wanted = questions.asked_for(question, figure, is_walk=True) & figure.parts.of
        for area, on, thing, count in rows.where(wanted).group_by(table.area, day, table.category).tuples():
            if questions.lies_here(question, area, on):
                found[GROUPINGS[AREA].group_of(question, area, on), thing] += count
        return
    parts = [code for code in tree.parts_of(question.area) if code not in but]
    itself = questions.asked_for(replace(question, alone=True), figure) & figure.parts.of
    for thing, count in (
        table.select(table.category, fn.COUNT(table.matter)).where(itself).group_by(table.category).tuples()
    ):
        found[question.area, thing] += count
    if parts:
        rows = table.select(Ancestry.ancestor, table.category, fn.COUNT(table.matter))
        rows = rows.join(Ancestry, on=(Ancestry.area == table.area) & Ancestry.ancestor.in_(parts))
        wanted = questions.asked_for(question, figure, tree.is_everything(question.area)) & figure.parts.of
        for part, thing, count in rows.where(wanted).group_by(Ancestry.ancestor, table.category).tuples():
            found[part, thing] += count


def _add_courses(
    found: Sums, figure: Figure, question: Question, by: str | None, parts: list[str] | None = None
) -> None:
    """From the courses; with `parts`, of those and of the area itself without what else is below it."""
    grouping = None if by is None else GROUPINGS[by]
    is_by_day = question.is_of_redrawn
    table, day_column = figure.table, figure.day
    key: Any = Value("") if grouping is None else grouping.column(table, day_column)
    columns = [key.alias("key"), *((table.area, day_column) if is_by_day else ())]
    # of everything the days alone are looked up; a city's calls are few, its areas many
    is_walk = tree.is_everything(question.area) or (not figure.is_tallied and tallies.is_wide(question.area))
    wanted = questions.asked_for(question, figure, is_walk)
    if parts is not None and not is_by_day:
        wanted &= (table.area == question.area) | table.area.in_(tree.below(*parts))
    for row in _rows(figure, table, wanted, columns):
        area, day = row[1:3] if is_by_day else ("", "")
        if is_by_day and not questions.lies_here(question, area, day):
            continue
        group = "" if grouping is None else grouping.group_of(question, row[0], day)
        if parts is None or group in parts or group == question.area:
            found[group].add(*row[len(columns) :])


def _rows(figure: Figure, table: Any, wanted: Expression, columns: list[Any]) -> Iterator[tuple[Any, ...]]:
    """(the columns, how many, of them the part; their minutes besides, where a median is wanted) of the rows of a table."""
    parts = figure.parts_in(table)
    each = Tally.matters if table is Tally else SQL("1")
    part = fn.SUM(Case(None, [(parts.part, each)], SQL("0"))) if parts.part is not None else SQL("0")
    by = [*columns, *((table.minutes,) if parts.is_middle else ())]
    rows = table.select(*by, fn.SUM(each), part).where(wanted & parts.of).group_by(*_numbered(len(by)))
    for row in rows.tuples().iterator():
        if not row[-2]:
            continue  # a kind of which there were some: its tally stays, and counts none
        minutes = row[len(columns) : len(by)]
        yield (*row[: len(columns)], int(row[-2]), int(row[-1]), *minutes)


def _numbered(count: int) -> list[Any]:
    """The columns as GROUP BY names them: by their place, for PostgreSQL takes two values that look alike for two things."""
    return [SQL(str(at)) for at in range(1, count + 1)]
