"""Which buildings of an area stood on a day, and in which of them there was a visit in the days up to it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from peewee import Expression, ModelSelect, Value, fn

from app.areas import history, tree
from app.areas.models import Area
from app.core import clock
from app.insight import questions
from app.insight.figures import BUILDING
from app.insight.questions import AREA, GROUPINGS, Question
from app.patrol.models import Visit

Found = tuple[str, str, int | None]  # code, name, when the last visit of the period began (epoch ms)


def by_group(question: Question, by: str | None) -> dict[str, tuple[int, int]]:
    """group → (buildings, of them visited); "" where nothing is grouped."""
    if by is None:
        return {"": _counted(question)}
    if by == AREA:
        return _by_part(question)
    groups = questions.groups_in_order(question, by, set())
    return {group: _counted(GROUPINGS[by].narrowed(question, group)) for group in groups}


def _by_part(question: Question) -> dict[str, tuple[int, int]]:
    if question.is_of_redrawn:
        every, visited = Counter[str](), Counter[str]()
        for code, _, at in listed(question):
            part = GROUPINGS[AREA].group_of(question, code, question.last.isoformat())
            every[part] += 1
            visited[part] += at is not None
        return {part: (count, visited[part]) for part, count in every.items()}
    groups = [*questions.parts_of(question.area), question.area]
    found = {group: _counted(questions.narrowed_to(question, group)) for group in groups}
    return {group: counts for group, counts in found.items() if counts[0]}


def _counted(question: Question) -> tuple[int, int]:
    if question.is_of_redrawn:
        found = list(listed(question))
        return len(found), sum(at is not None for _, _, at in found)
    rows = _buildings(question, Area.code)
    visits = Visit.select(Value(1)).where(_visited(question))
    return rows.count(), rows.where(fn.EXISTS(visits)).count()


def listed(question: Question, is_visited: bool = False) -> Iterator[Found]:
    """The buildings in the order of their codes, all of them or those that were visited."""
    last = Visit.select(fn.MAX(Visit.started)).where(_visited(question))
    rows = _buildings(question, Area.code, Area.name, last.alias("visited")).order_by(Area.code)
    for code, name, at in rows.tuples().iterator():
        if (at is not None or not is_visited) and questions.lies_here(
            question, code, question.last.isoformat()
        ):
            yield code, name, at


def _visited(question: Question) -> Expression:
    """The visits to a building in the period."""
    begins, ends = clock.start_of(question.first), clock.start_of(question.last + dt.timedelta(days=1))
    return (Visit.area == Area.code) & (Visit.started >= begins) & (Visit.started < ends)


def _buildings(question: Question, *columns: Any) -> ModelSelect:
    roots, day = [question.area], question.last.isoformat()
    if question.is_of_redrawn:
        roots += history.once_below(question.area, question.last)
    rows = Area.select(*columns).where(
        Area.kind == BUILDING, Area.begins <= day, Area.ends >= day, Area.code.in_(tree.below(*roots))
    )
    return rows.where(Area.code == question.area) if question.alone else rows
