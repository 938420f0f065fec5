"""Figures are counted from the courses of matters, in groups, each with the question whose list is what was counted."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Expression, ModelSelect, fn

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.models import LEAD_ROLES, Post
from app.core import clock
from app.core.remembered import remembered
from app.insight import questions, sums, tallies
from app.insight.figures import Figure
from app.insight.models import Course
from app.insight.questions import AREA, GROUPINGS, Question
from app.insight.sums import Sum

FEW = 5  # workers below whom a figure of an area is a figure of a person
WORKER = "grid_worker"
OF, PART = "of", "part"  # the two lists behind a share


@dataclass(frozen=True)
class Counted:
    """A figure for a question: a count of matters, a share of them, or a median in working minutes.

    `of` the number of matters it tells of, `part` of them counted (None: it counts them all); `value` None where there is
    none to tell. `is_withheld`: it would tell how one person works, and nothing of it is said.
    """

    figure: Figure
    question: Question
    group: str | None
    of: int | None
    part: int | None
    value: float | None
    is_withheld: bool = False


def counted(figure: Figure, question: Question, reach: Reach) -> Counted:
    """The figure for whoever has this reach."""
    return _told(figure, question, None, reach, sums.by_group(figure, question, None).get("", Sum()))


def counted_by(figure: Figure, question: Question, by: str, reach: Reach) -> list[Counted]:
    """The figure in each group of the question, in the order of time, tree or name."""
    found = sums.by_group(figure, question, by)
    groups = questions.groups_in_order(question, by, set(found))
    narrow = {group: GROUPINGS[by].narrowed(question, group) for group in groups}
    withheld = withheld_of(narrow, reach) if by == AREA and figure.is_of_people else set()
    answers = []
    for group in groups:
        if group in withheld:
            answers.append(Counted(figure, narrow[group], group, None, None, None, is_withheld=True))
        else:
            answers.append(_told(figure, narrow[group], group, reach, found.get(group, Sum())))
    return answers


def _told(figure: Figure, question: Question, group: str | None, reach: Reach, found: Sum) -> Counted:
    if figure.is_of_people and not may_be_told(question.area, reach):
        return Counted(figure, question, group, None, None, None, is_withheld=True)
    if figure.parts.is_middle:
        return Counted(figure, question, group, found.of, None, found.middle())
    if figure.parts.part is None:
        return Counted(figure, question, group, found.of, None, found.of)
    return Counted(figure, question, group, found.of, found.part, found.part / found.of if found.of else None)


def may_be_told(area: str, reach: Reach) -> bool:
    """Whether how people work in the area may be told: at least five do, or the grid is one's own or one leads it."""
    own = reach.roles_at(area) & {WORKER, *LEAD_ROLES}
    return bool(own) or workers_in(area, clock.today().isoformat()) >= FEW


def withheld_of(parts: dict[str, Question], reach: Reach) -> set[str]:
    """The parts of an area of which nothing is told of how people work there.

    What is left of the whole when the others are taken from it must be the work of five, too: further parts are withheld, in
    the tree's order, until that is so.
    """
    withheld = {group for group, one in parts.items() if not may_be_told(one.area, reach)}
    day = clock.today().isoformat()
    for group, one in parts.items():
        if not withheld or sum(workers_in(parts[other].area, day) for other in withheld) >= FEW:
            break
        if group not in withheld and not reach.roles_at(one.area) & {WORKER, *LEAD_ROLES}:
            withheld.add(group)
    return withheld


@remembered
def workers_in(area: str, day: str) -> int:
    """How many grid workers there are in the area on that day."""
    posts = Post.select(fn.COUNT(Post.person.distinct())).where(
        Post.role == WORKER, Post.begins <= day, Post.ends >= day, Post.area.in_(tree.below(area))
    )
    return int(posts.scalar() or 0)


def behind(figure: Figure, question: Question, which: str) -> ModelSelect:
    """The courses that the figure counted (`part` of a share, else all `of` which it tells), the latest day first."""
    is_walk = tallies.is_wide(question.area)
    condition: Expression = questions.asked_for(question, figure, is_walk) & figure.parts.of
    if which == PART and figure.parts.part is not None:
        condition &= figure.parts.part
    day = questions.day_of(figure)
    return (
        Course.select(Course.matter, Course.area, day)
        .where(condition)
        .order_by(day.desc(), Course.matter.desc())
    )
