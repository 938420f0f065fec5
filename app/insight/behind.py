"""What is behind a figure, page by page, for whoever may read it: matters, answers, calls, buildings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.areas.access.reach import Reach
from app.areas.models import Unit
from app.core import clock
from app.core.problems.problem import Problem
from app.insight import coverage, questions
from app.insight.counting import OF, behind, may_be_told
from app.insight.figures import ANSWERED, CALLED, STOOD, Figure
from app.insight.models import NEITHER, Answer, Called
from app.insight.questions import Question
from app.matters.models import Matter
from app.matters.queries import lists

PAGE = 100
# what is told of an answer or a call besides its matter
_MORE: dict[str, tuple[Any, ...]] = {
    ANSWERED: (Answer.entry, Answer.yes),
    CALLED: (Called.entry, Called.unit, Called.came, Called.minutes),
}


@dataclass(frozen=True)
class Thing:
    """One of the things that were counted: a matter, or an answer or call of one, or a building.

    `id` is unlike that of any other in the list. Of an answer `yes`; of a call `unit`, whether it `came`, after how many
    `minutes` (None: it has not said so); of a building its code and name, and when it was visited last, epoch ms.
    """

    id: str
    day: str | None = None
    matter: Matter | None = None
    yes: bool | None = None
    unit: str | None = None
    came: bool | None = None
    minutes: int | None = None
    building: str | None = None
    name: str | None = None
    visited: int | None = None


def page_of(
    figure: Figure, question: Question, which: str, reach: Reach, after: int = 0
) -> tuple[list[Thing], int | None]:
    """(up to 100 of what was counted, the latest day first; where the next page begins, None at the end).

    Problem not-found where the figure is withheld from this reader, or cannot be asked so. What has come to lie out of
    reach since is left out.
    """
    if not questions.tells(figure, question) or (
        figure.is_of_people and not may_be_told(question.area, reach, question.last)
    ):
        raise Problem("not-found")
    if figure.moment == STOOD:
        return _buildings(question, which, after)
    rows: list[tuple[Any, ...]] = []
    more: int | None = None
    for at, row in _rows(figure, question, which, after):
        if len(rows) == PAGE:
            more = at
            break
        rows.append(row)
    ids = {row[2] for row in rows}
    found = {one.id: one for one in Matter.select().where(Matter.id.in_(ids), lists.in_reach(reach))}
    units = dict(Unit.select(Unit.code, Unit.name).tuples()) if figure.moment == CALLED else {}
    return [_thing(figure, row, found[row[2]], units) for row in rows if row[2] in found], more


def _rows(
    figure: Figure, question: Question, which: str, after: int
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """(place in the list, row) of those that lay here on their day."""
    rows = behind(figure, question, which, *_MORE.get(figure.moment, ())).offset(after)
    wanted = rows.limit(None if question.is_of_redrawn else PAGE + 1)
    for at, row in enumerate(wanted.tuples().iterator(), after):
        if questions.lies_here(question, row[0], row[1]):
            yield at, row


def _thing(figure: Figure, row: tuple[Any, ...], matter: Matter, units: dict[str, str]) -> Thing:
    _, day, id, *more = row
    if figure.moment == ANSWERED:
        entry, yes = more
        return Thing(str(entry), day, matter, yes=bool(yes))
    if figure.moment == CALLED:
        entry, unit, came, minutes = more
        return Thing(
            f"{entry}:{unit}", day, matter, unit=unit, name=units.get(unit, unit), came=bool(came),
            minutes=None if minutes == NEITHER else minutes,
        )  # fmt: skip
    return Thing(id, day, matter)


def _buildings(question: Question, which: str, after: int) -> tuple[list[Thing], int | None]:
    rows = coverage.listed(question, is_visited=which != OF)
    found = list(islice(rows, after, after + PAGE + 1))
    things = [
        Thing(
            code, None if at is None else clock.date_of(at).isoformat(), building=code, name=name, visited=at
        )
        for code, name, at in found[:PAGE]
    ]
    return things, after + PAGE if len(found) > PAGE else None
