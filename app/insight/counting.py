"""Figures are counted in groups, each with the question whose list is what was counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from peewee import ModelSelect, fn

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import LEAD_ROLES, Post
from app.core import clock
from app.core.remembered import remembered
from app.insight import questions, sums, tallies
from app.insight.figures import MATTERS, Figure
from app.insight.questions import AREA, GROUPINGS, THINGS, Question
from app.insight.sums import Sum

ACT = "read_figures"
FEW = 5  # workers below whom a figure of an area is a figure of a person
WORKER = "grid_worker"
OF, PART = "of", "part"  # the two lists behind a share


@dataclass(frozen=True)
class Counted:
    """A figure for a question: a count of matters or other things, a share of them, or a median in minutes.

    `of` the number of things it tells of, `part` of them counted (None: it counts them all); `value` None where there is
    none to tell. `is_withheld`: it would tell how one person works, and nothing of it is said.
    """

    figure: Figure
    question: Question
    group: str | None
    of: int | None
    part: int | None
    value: float | None
    is_withheld: bool = False
    mix: float | None = None  # of a number by thing or channel, its share of all groups together


def counted(figure: Figure, question: Question, reach: Reach) -> Counted:
    """The figure for whoever has this reach."""
    return _told(figure, question, None, reach, sums.by_group(figure, question, None).get("", Sum()))


def together(wanted: Iterable[Figure], question: Question, reach: Reach) -> dict[str, Counted]:
    """name → the figure, each as `counted` tells it."""
    figures = list(wanted)
    found = sums.together(figures, question)
    return {figure.name: _told(figure, question, None, reach, found[figure.name]) for figure in figures}


def counted_by(figure: Figure, question: Question, by: str, reach: Reach) -> list[Counted]:
    """The figure in each group of the question, in the order of time, tree or name."""
    found = sums.by_group(figure, question, by)
    groups = questions.groups_in_order(question, by, set(found))
    narrow = {group: GROUPINGS[by].narrowed(question, group) for group in groups}
    withheld = withheld_of(narrow, reach, question.last) if by == AREA and figure.is_of_people else set()
    answers = []
    for group in groups:
        if group in withheld:
            answers.append(Counted(figure, narrow[group], group, None, None, None, is_withheld=True))
        else:
            answers.append(_told(figure, narrow[group], group, reach, found.get(group, Sum())))
    return _mixed(answers) if by in THINGS and figure.unit == MATTERS else answers


def _mixed(groups: list[Counted]) -> list[Counted]:
    every = sum(one.of or 0 for one in groups)
    return [replace(one, mix=one.of / every if one.of is not None and every else None) for one in groups]


def _told(figure: Figure, question: Question, group: str | None, reach: Reach, found: Sum) -> Counted:
    if figure.is_of_people and not may_be_told(question.area, reach, question.last):
        return Counted(figure, question, group, None, None, None, is_withheld=True)
    if figure.parts.is_middle:
        return Counted(figure, question, group, found.of, None, found.middle())
    if figure.parts.part is None:
        return Counted(figure, question, group, found.of, None, found.of)
    return Counted(figure, question, group, found.of, found.part, found.part / found.of if found.of else None)


def may_be_told(area: str, reach: Reach, last: dt.date) -> bool:
    """Whether how people worked in the area until that day may be told: at least five did, or the grid is one's own or one leads it."""
    return bool(reach.roles_at(area) & {WORKER, *LEAD_ROLES}) or is_of_enough(area, reach, last)


def is_of_enough(area: str, reach: Reach, last: dt.date) -> bool:
    """Whether at least five worked there on the last of the days that are told of (`staffed_on`); and for whoever reads the
    area above, too, whether what is left of that one when this and others are taken from it is the work of nobody or of five."""
    parent = next(iter(tree.chain(area)[1:]), None)
    if not has_five(area, last) or parent is None or not permissions.may(reach, ACT, parent):
        return has_five(area, last)
    return area not in _withheld(tree.parts_of(parent), frozenset(), last)


def has_five(area: str, last: dt.date) -> bool:
    """Whether at least five worked in the area on the last of the days."""
    return is_enough([area], last)


def staffed_on(last: dt.date) -> str:
    """The day whose workers count, where days up to this one are told of: a report of a month that is over stays as it was
    when somebody leaves or comes on the day after; of days that go on today's."""
    return min(last, clock.today()).isoformat()


def withheld_of(parts: dict[str, Question], reach: Reach, last: dt.date) -> set[str]:
    """The parts of an area of which nothing is told of how people worked there until that day.

    What is left of the whole when the others are taken from it must be the work of five, too: further parts are withheld, in
    the tree's order, until that is so.
    """
    own = frozenset(group for group, one in parts.items() if reach.roles_at(one.area) & {WORKER, *LEAD_ROLES})
    areas = {one.area: group for group, one in parts.items()}
    own_areas = frozenset(parts[group].area for group in own)
    return {areas[code] for code in _withheld(tuple(areas), own_areas, last)}


def _withheld(parts: tuple[str, ...], own: frozenset[str], last: dt.date) -> set[str]:
    withheld = {code for code in parts if code not in own and not has_five(code, last)}
    day = staffed_on(last)
    for code in parts:
        if not withheld or sum(workers_in((other,), day) for other in withheld) >= FEW:
            break
        if code not in own:
            withheld.add(code)
    return withheld


def told_of(parts: list[str], last: dt.date) -> set[str]:
    """Those of the parts of a whole of whom it may be told how people worked until that day, so that nothing follows of the others."""
    return set(parts) - _withheld(tuple(parts), frozenset(), last)


def is_enough(areas: list[str], last: dt.date) -> bool:
    """Whether at least five worked in these areas together on the last of the days."""
    return bool(areas) and workers_in(tuple(areas), staffed_on(last)) >= FEW


@remembered
def workers_in(areas: tuple[str, ...], day: str) -> int:
    """How many grid workers there are in these areas together on that day."""
    posts = Post.select(fn.COUNT(Post.person.distinct())).where(
        Post.role == WORKER, Post.begins <= day, Post.ends >= day, Post.area.in_(tree.below(*areas))
    )
    return int(posts.scalar() or 0)


def behind(figure: Figure, question: Question, which: str, *columns: Any) -> ModelSelect:
    """The rows that the figure counted (`part` of a share, else all `of` which it tells), the latest day first.

    What lay in the area only by today's drawing is among them: `questions.lies_here` tells by area and day, which come first.
    """
    is_walk = tallies.is_wide(question.area)
    condition = questions.asked_for(question, figure, is_walk) & figure.parts.of
    if which == PART and figure.parts.part is not None:
        condition &= figure.parts.part
    table, day = figure.table, figure.day
    key = table._meta.get_primary_keys()
    rows = table.select(table.area, day, table.matter, *columns).where(condition)
    return rows.order_by(day.desc(), *(column.desc() for column in key))
