"""What a question comes to in each of its groups: counted from courses, or of a wide area from its tallies."""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from peewee import SQL, Case, Expression, ModelSelect, Select, Value, fn

from app.areas import tree
from app.areas.models import Ancestry
from app.core import clock
from app.insight import catch_up, coverage, questions, tallies
from app.insight.figures import STOOD, Figure
from app.insight.models import Tally
from app.insight.questions import AREA, GROUPINGS, TIMES, Question

ONE_DAY = dt.timedelta(days=1)


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
        """The median of the minutes; None of none. A city's year is some hundred different ones, a million times."""
        every = self.minutes.total()
        if not every:
            return None
        ordered = sorted(self.minutes.items())
        upto = list(itertools.accumulate(count for _, count in ordered))
        lower, upper = (ordered[bisect(upto, at)][0] for at in ((every - 1) // 2, every // 2))
        return (lower + upper) / 2


Sums = dict[str, Sum]


def by_group(figure: Figure, question: Question, by: str | None) -> Sums:
    """group → what it comes to; "" where nothing is grouped."""
    found: Sums = defaultdict(Sum)
    if figure.moment == STOOD:
        return {group: Sum(*counts) for group, counts in coverage.by_group(question, by).items()}
    if not figure.is_tallied or not _has_tallies(question):
        _add_courses(found, figure, question, by)
    elif by == AREA:
        _add_parts(found, figure, question)
    elif _is_of_things(question, by):
        _add_months(found, figure, question, by)
    else:
        _add_days(found, figure, question, by)
    return dict(found)


def together(wanted: Iterable[Figure], question: Question) -> dict[str, Sum]:
    """name → what each of these figures comes to, ungrouped; those that go by the same day are asked for at once."""
    found: dict[str, Sum] = {}
    alike: dict[str, list[Figure]] = defaultdict(list)
    for figure in wanted:
        if _is_alone(figure, question):
            found[figure.name] = by_group(figure, question, None).get("", Sum())
        else:
            alike[figure.moment].append(figure)
    for figures in alike.values():
        found |= _alike(figures, question)
    return found


def _is_alone(figure: Figure, question: Question) -> bool:
    """Whether it is asked for by itself: a median, what has no tallies, and what is read from rows of which each is looked at."""
    if not figure.is_tallied or figure.parts.is_middle:
        return True
    return _is_of_things(question, None) if _has_tallies(question) else question.is_of_redrawn


def _has_tallies(question: Question) -> bool:
    return not question.alone and tallies.is_wide(question.area) and catch_up.is_whole()


def _alike(figures: list[Figure], question: Question) -> dict[str, Sum]:
    """Counts of figures that go by the same day, from the tallies of days or from the courses."""
    first = figures[0]
    if _has_tallies(question):
        table: Any = Tally
        wanted = (Tally.area == question.area) & next(_days_of(first, question, None))
    else:
        table, wanted = first.table, _wanted(first, question)
    each = _each(table)
    columns = []
    for figure in figures:
        parts = figure.parts_in(table)
        counts = parts.of if parts.part is None else parts.of & parts.part
        columns += [fn.SUM(Case(None, [(condition, each)], SQL("0"))) for condition in (parts.of, counts)]
    numbers = [int(number or 0) for number in table.select(*columns).where(wanted).tuples().get()]
    return {
        figure.name: Sum(of, 0 if figure.parts.part is None else part)
        for figure, of, part in zip(figures, numbers[::2], numbers[1::2], strict=True)
    }


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
        yield question.first, first - ONE_DAY
    if after <= question.last:
        yield after, question.last


def _whole_months(question: Question) -> list[str]:
    """The months of which every day is asked for, or every day until today."""
    month, found = question.first, []
    if month.day > 1:
        month = questions.next_month(month)
    while month <= question.last:
        following = questions.next_month(month)
        if following - ONE_DAY > question.last and question.last < clock.today():
            break
        found.append(month.isoformat()[:7])
        month = following
    return found


def _span(by: str) -> Any:
    return fn.SUBSTR(Tally.span, 1, 7) if by == questions.MONTH else Tally.span


def _add_tallies(
    found: Sums, figure: Figure, question: Question, by: str | None, wanted: Expression, key: Any
) -> None:
    group_of = (lambda _, value, __: value) if by is None or by == AREA else GROUPINGS[by].group_of
    for value, *counts in _rows(figure, Tally, wanted, [key]):
        found[group_of(question, value, "")].add(*counts)


def _add_months(found: Sums, figure: Figure, question: Question, by: str | None) -> None:
    """Months from their tallies, what these have too little or too much from courses; all of it where the minutes are wanted."""
    if figure.parts.is_middle or by in (questions.DAY, questions.WEEK):
        _add_courses(found, figure, question, by)
        return
    months, days = _months_and_days(question)
    wanted = (Tally.area == question.area) & (Tally.moment == figure.moment) & Tally.span.in_(months)
    wanted &= questions.of_things(question, Tally)
    key = (
        Value("").alias("key")
        if by is None
        else _span(by)
        if by in TIMES
        else GROUPINGS[by].column(Tally, Tally.span)
    )
    if months:
        _add_tallies(found, figure, question, by, wanted, key)
    for sign, first, last in days:
        _add_courses(found, figure, replace(question, first=first, last=last), by, sign=sign)
    for group in [group for group, sum_ in found.items() if not sum_.of]:
        del found[group]  # all of it was taken away again


Days = tuple[int, dt.date, dt.date]  # 1: to be added, -1: to be taken away; the first of them, the last


def _months_and_days(question: Question) -> tuple[list[str], list[Days]]:
    """(months of which the tallies are taken, the days that are missing then, and those that are too many): so that as few
    days as can be are read from courses, and none that are still to come."""
    months: list[str] = []
    days: list[Days] = []
    month = question.first.replace(day=1)
    while month <= question.last:
        end = questions.next_month(month) - ONE_DAY
        first, last = max(question.first, month), min(question.last, end)
        beside = [(-1, *span) for span in ((month, first - ONE_DAY), (last + ONE_DAY, end)) if _past(*span)]
        if sum(_past(*span[1:]) for span in beside) < _past(first, last):
            months.append(month.isoformat()[:7])
            days += beside
        else:
            days.append((1, first, last))
        month = end + ONE_DAY
    return months, days


def _past(first: dt.date, last: dt.date) -> int:
    """How many of these days have begun."""
    return max(0, (min(last, clock.today()) - first).days + 1)


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
    if question.is_of_redrawn:
        _count_as_drawn(found, figure, question)
        return found
    parts = tree.parts_of(question.area)
    wide = [code for code in parts if tallies.is_wide(code)] if catch_up.is_whole() else []
    if wide:
        months, days = _months_and_days(question)
        spans = (Tally.moment == figure.moment) & Tally.span.in_(months) & (Tally.category != "")
        wanted = Tally.area.in_(wide) & spans & figure.parts_in(Tally).of
        rows = Tally.select(Tally.area, Tally.category, fn.SUM(Tally.matters)).where(wanted)
        for area, thing, count in rows.group_by(Tally.area, Tally.category).tuples():
            found[area, thing] += int(count)
        for sign, first, last in days:
            _count_parts(found, figure, replace(question, first=first, last=last), wide, sign)
    _count_parts(found, figure, question, [code for code in parts if code not in wide])
    for _, thing, count in _by_place(figure, replace(question, alone=True)).tuples():
        found[question.area, thing] += count
    return +found


def _count_as_drawn(found: Counter[tuple[str, str]], figure: Figure, question: Question) -> None:
    """Count each course in the part in which its place lay on its day."""
    table, day = figure.table, figure.day
    rows = table.select(table.area, day, table.category, fn.COUNT(table.matter))
    wanted = questions.asked_for(question, figure, is_walk=True) & figure.parts.of
    for area, on, thing, count in rows.where(wanted).group_by(table.area, day, table.category).tuples():
        if questions.lies_here(question, area, on):
            found[GROUPINGS[AREA].group_of(question, area, on), thing] += count


def _count_parts(
    found: Counter[tuple[str, str]], figure: Figure, question: Question, parts: list[str], sign: int = 1
) -> None:
    """Count the courses of these parts by part and thing; take them away with -1."""
    if not parts:
        return
    each = _by_place(figure, question)
    above = Ancestry.select(Ancestry.ancestor).where(
        Ancestry.area == each.c.area, Ancestry.ancestor.in_(parts)
    )
    rows = Select([each], [above.alias("part"), each.c.category, fn.SUM(each.c.matters)])
    for part, thing, count in rows.group_by(SQL("1"), SQL("2")).bind(each.model._meta.database).tuples():
        if part is not None:
            found[part, thing] += sign * int(count)


def _by_place(figure: Figure, question: Question) -> ModelSelect:
    """(place, thing, how many courses) as `area`, `category`, `matters`."""
    table = figure.table
    rows = table.select(table.area, table.category, fn.COUNT(table.matter).alias("matters"))
    return rows.where(_wanted(figure, question) & figure.parts.of).group_by(table.area, table.category)


def _add_courses(
    found: Sums,
    figure: Figure,
    question: Question,
    by: str | None,
    parts: list[str] | None = None,
    sign: int = 1,
) -> None:
    """From the courses; with `parts`, of those and of the area itself without what else is below it; `sign` -1: taken away."""
    grouping = None if by is None else GROUPINGS[by]
    is_by_day = question.is_of_redrawn
    table, day_column = figure.table, figure.day
    key: Any = Value("") if grouping is None else grouping.column(table, day_column)
    columns = [key.alias("key"), *((table.area, day_column) if is_by_day else ())]
    wanted = _wanted(figure, question)
    if parts is not None and not is_by_day:
        wanted &= (table.area == question.area) | table.area.in_(tree.below(*parts))
    # (value, day) → group: there are thousands of rows, and few of these
    groups: dict[tuple[str, str], str] = {}
    for row in _rows(figure, table, wanted, columns):
        area, day = row[1:3] if is_by_day else ("", "")
        if is_by_day and not questions.lies_here(question, area, day):
            continue
        of, part, *minutes = row[len(columns) :]
        if (row[0], day) not in groups:
            groups[row[0], day] = "" if grouping is None else grouping.group_of(question, row[0], day)
        group = groups[row[0], day]
        if parts is None or group in parts or group == question.area:
            found[group].add(sign * of, sign * part, *minutes)


def _wanted(figure: Figure, question: Question) -> Expression:
    """The condition of its rows: of everything the days alone are looked up; a city's calls are few, its areas many."""
    is_walk = tree.is_everything(question.area) or (not figure.is_tallied and tallies.is_wide(question.area))
    return questions.asked_for(question, figure, is_walk)


def _each(table: Any) -> Any:
    """How many a row stands for."""
    return Tally.matters if table is Tally else SQL("1")


def _rows(figure: Figure, table: Any, wanted: Expression, columns: list[Any]) -> Iterator[tuple[Any, ...]]:
    """(the columns, how many, of them the part; their minutes besides, where a median is wanted) of the rows of a table."""
    parts = figure.parts_in(table)
    each = _each(table)
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
