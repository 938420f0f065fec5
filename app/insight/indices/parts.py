"""The two indices: of which figures they are made, with which weights, and what they come to against a community's own past."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core.problems.problem import Problem
from app.core.words import mark
from app.insight import counting, tallies
from app.insight.counting import FEW, Counted
from app.insight.figures import FIGURES, Figure
from app.insight.questions import Question

COMMUNITY = "community"
LIKE_BEFORE = 100  # as in its own past
PAST_DAYS = 365  # up to the day before the first one that is asked about


@dataclass(frozen=True)
class Part:
    """A figure that is a share, and its weight: of 100 in all."""

    figure: str
    weight: int


@dataclass(frozen=True)
class Index:
    """An index's name, its words and definition for people, and its parts."""

    name: str
    words: str
    definition: str
    parts: tuple[Part, ...]


INDICES = (
    Index(
        "operation",
        mark("运行指数"),
        mark("事情办得怎么样，和本社区自己前一年比：和前一年一样是 100。"),
        (
            Part("in_time", 30),
            Part("on_the_spot", 25),
            Part("satisfied", 25),
            Part("confirmed_first_time", 20),
        ),
    ),
    Index(
        "activity",
        mark("活跃指数"),
        mark(
            "叫到的单位来没来、楼栋走没走到、办完有没有人来确认，和本社区自己前一年比：和前一年一样是 100。"
        ),
        (Part("attended", 35), Part("buildings_visited", 35), Part("heard", 30)),
    ),
)


@dataclass(frozen=True)
class Moved:
    """A part now and in the past, and the points by which it moved the index; None where one of the two tells of too few."""

    figure: Figure
    weight: int
    now: Counted
    past: Counted
    points: float | None


@dataclass(frozen=True)
class Told:
    """An index of a community's days; `value` None where nothing can be compared, or it is withheld."""

    index: Index
    value: float | None
    parts: tuple[Moved, ...]
    is_withheld: bool = False


def of_community(asked: Question) -> Question:
    """The question without what narrows it. Problem bad-value for an area that is no community."""
    if Area.select(Area.kind).where(Area.code == asked.area).scalar() != COMMUNITY:
        raise Problem("bad-value", ("area", "not-a-community"))
    return Question(asked.area, asked.first, asked.last)


def past_of(asked: Question) -> Question:
    """The year up to the day before."""
    return replace(
        asked, first=asked.first - dt.timedelta(days=PAST_DAYS), last=asked.first - dt.timedelta(days=1)
    )


def indices_of(asked: Question, reach: Reach) -> list[Told]:
    """Both indices for whoever has this reach."""
    return [_told(index, asked, reach) for index in INDICES]


def _told(index: Index, asked: Question, reach: Reach) -> Told:
    parts = tuple(_moved(part, asked, reach) for part in index.parts)
    if any(part.now.is_withheld for part in parts):
        return Told(index, None, (), is_withheld=True)
    points = [part.points for part in parts if part.points is not None]
    return Told(index, LIKE_BEFORE + sum(points) if points else None, parts)


def _moved(part: Part, asked: Question, reach: Reach) -> Moved:
    """A share of fewer than five says nothing of a community, and moves nothing; nor does what was before the first thing came."""
    figure, before = FIGURES[part.figure], past_of(asked)
    now, past = (counting.counted(figure, one, reach) for one in (asked, before))
    begun = tallies.first_day(asked.area)
    if begun is None or before.last < begun:
        past = Counted(figure, before, None, None, None, None, is_withheld=past.is_withheld)
    points = None
    if now.value is not None and past.value is not None and min(now.of or 0, past.of or 0) >= FEW:
        points = part.weight * (now.value - past.value)
    return Moved(figure, part.weight, now, past, points)
