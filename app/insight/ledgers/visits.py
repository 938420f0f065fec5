"""The ledger of visits: which buildings were visited on which days and what for; never by whom, how often, how long or at which door.

One grid has one worker, so that more than this would be a person's effort, which never leaves (PRODUCT.md): a building, a day and
a purpose stand here once however many doors it were, and only of areas in which at least five work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from app.areas.models import Ancestry
from app.core import clock
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.insight import counting
from app.insight.effort import reasons
from app.insight.ledgers.pieces import Cell, Names, day
from app.insight.questions import Question
from app.patrol.models import Visit

HEADS = (mark("地方编码"), mark("地方"), mark("日期"), mark("走访做什么"))
OTHER = "other"
# what the phone offers without quarrels; they, and whatever else was written as a purpose and may name somebody, stand as `other`
PURPOSES: dict[str, str] = {
    "care": mark("看望关照"), "safety": mark("安全检查"), "errand": mark("帮办代办"), "notice": mark("通知宣传"), "survey": mark("了解情况"),
    OTHER: mark("其他"),
}  # fmt: skip
AREAS = 20  # whose visits of at most two years are held at once


def is_told(asked: Question) -> bool:
    """Whether an area's visits have a ledger: at least five worked there on the last of the days."""
    return counting.has_five(asked.area, asked.last)


def rows(asked: Question, purpose: str | None, language: str) -> Iterator[Sequence[Cell]]:
    """The heads, then the buildings by code with their days, for one purpose or all.

    Problem forbidden, with why, where fewer than five work; bad-value for what is no purpose.
    """
    if not is_told(asked):
        raise Problem("forbidden", sentence=reasons.FEW_HERE)
    if purpose is not None and purpose not in PURPOSES:
        raise Problem("bad-value", ("purpose", "not-a-choice"))
    return _rows(asked, purpose, language)


def _rows(asked: Question, purpose: str | None, language: str) -> Iterator[Sequence[Cell]]:
    yield [translate(word, language) for word in HEADS]
    names = Names(asked.area)
    last = ""
    while areas := _areas(asked.area, last):
        for area, on, why in _visited(asked, areas):
            if purpose in (None, why):
                yield [area, names.of_place(area), day(on), translate(PURPOSES[why], language)]
        last = areas[-1]


def _areas(root: str, last: str) -> list[str]:
    found = Ancestry.select(Ancestry.area).where(Ancestry.ancestor == root, Ancestry.area > last)
    return [code for (code,) in found.order_by(Ancestry.area).limit(AREAS).tuples()]


def _visited(asked: Question, areas: list[str]) -> list[tuple[str, str, str]]:
    """(area, day, purpose), each once."""
    begins, ends = clock.start_of(asked.first), clock.start_of(asked.last + dt.timedelta(days=1))
    found = Visit.select(Visit.area, Visit.started, Visit.purpose).where(
        Visit.area.in_(areas), Visit.started >= begins, Visit.started < ends
    )
    return sorted(
        {
            (area, clock.date_of(at).isoformat(), why if why in PURPOSES else OTHER)
            for area, at, why in found.tuples().iterator()
        }
    )
