"""Which buildings of an area stood on a day, and in which of them there was a visit in the days up to it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from peewee import Case, Expression, ModelSelect, Value, fn

from app.areas import history, tree
from app.areas.models import Ancestry, Area
from app.core import clock
from app.core.remembered import remembered
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
    parts = list(tree.parts_of(question.area))
    here = Case(None, [(fn.EXISTS(_visits(question)), 1)], 0)
    rows = (
        Area.select(Ancestry.ancestor, fn.COUNT(Area.code), fn.SUM(here))
        .join(Ancestry, on=(Ancestry.area == Area.code))
        .where(*_standing_on(question.last.isoformat()), Ancestry.ancestor.in_(parts))
        .group_by(Ancestry.ancestor)
    )
    found = {part: (int(count), int(visited)) for part, count, visited in rows.tuples()}
    itself = _counted(questions.narrowed_to(question, question.area))
    return {**found, question.area: itself} if itself[0] else found


def _counted(question: Question) -> tuple[int, int]:
    if question.is_of_redrawn:
        found = list(listed(question))
        return len(found), sum(at is not None for _, _, at in found)
    day = question.last.isoformat()
    every = _buildings(question, Area.code).count() if question.alone else _how_many(question.area, day)
    return every, _buildings(question, Area.code).where(fn.EXISTS(_visits(question))).count()


@remembered
def _how_many(area: str, day: str) -> int:
    date = dt.date.fromisoformat(day)
    return int(_buildings(Question(area, date, date), Area.code).count())


def listed(question: Question, is_visited: bool = False) -> Iterator[Found]:
    """The buildings in the order of their codes, all of them or those that were visited."""
    last = Visit.select(fn.MAX(Visit.started)).where(_visited(question))
    rows = _buildings(question, Area.code, Area.name, last.alias("visited")).order_by(Area.code)
    for code, name, at in rows.tuples().iterator():
        if (at is not None or not is_visited) and questions.lies_here(
            question, code, question.last.isoformat()
        ):
            yield code, name, at


def _visits(question: Question) -> ModelSelect:
    return Visit.select(Value(1)).where(_visited(question))


def _visited(question: Question) -> Expression:
    """The visits to a building in the period."""
    begins, ends = clock.start_of(question.first), clock.start_of(question.last + dt.timedelta(days=1))
    return (Visit.area == Area.code) & (Visit.started >= begins) & (Visit.started < ends)


def _standing_on(day: str) -> tuple[Any, ...]:
    return Area.kind == BUILDING, Area.begins <= day, Area.ends >= day


def _buildings(question: Question, *columns: Any) -> ModelSelect:
    roots = [question.area]
    if question.is_of_redrawn:
        roots += history.once_below(question.area, question.last)
    rows = Area.select(*columns).where(*_standing_on(question.last.isoformat()))
    if not any(tree.is_everything(root) for root in roots):
        rows = rows.where(Area.code.in_(tree.below(*roots)))
    return rows.where(Area.code == question.area) if question.alone else rows
