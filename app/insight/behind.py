"""The matters behind a figure, page by page, for whoever may read them."""

from __future__ import annotations

from collections.abc import Iterator

from app.areas.access.reach import Reach
from app.core.problems.problem import Problem
from app.insight import questions
from app.insight.counting import behind, may_be_told
from app.insight.figures import Figure
from app.insight.questions import Question
from app.matters.models import Matter
from app.matters.queries import lists

PAGE = 100


def page_of(
    figure: Figure, question: Question, which: str, reach: Reach, after: int = 0
) -> tuple[list[Matter], int | None]:
    """(up to 100 of the matters that were counted, the latest day first; where the next page begins, None at the end).

    Problem not-found where the figure is withheld from this reader. What has come to lie out of reach since is left out.
    """
    if figure.is_of_people and not may_be_told(question.area, reach):
        raise Problem("not-found")
    ids: list[str] = []
    more: int | None = None
    for at, id in _ids(figure, question, which, after):
        if len(ids) == PAGE:
            more = at
            break
        ids.append(id)
    found = {matter.id: matter for matter in Matter.select().where(Matter.id.in_(ids), lists.in_reach(reach))}
    return [found[id] for id in ids if id in found], more


def _ids(figure: Figure, question: Question, which: str, after: int) -> Iterator[tuple[int, str]]:
    """(place in the list, id) of those that lay here on their day."""
    rows = behind(figure, question, which).offset(after).limit(None if question.is_of_redrawn else PAGE + 1)
    for at, (id, area, day) in enumerate(rows.tuples().iterator(), after):
        if questions.lies_here(question, area, day):
            yield at, id
