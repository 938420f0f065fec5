"""The ledger of errands: a row for each that was taken on, by number; nobody's name, door or words, and papers only by how many we hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from app.areas import tree
from app.core import clock
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.insight.ledgers.pieces import PIECE, Cell, Names, day
from app.insight.questions import Question
from app.patrol.errands.table import STATES
from app.patrol.models import Errand

HEADS = (
    mark("编号"), mark("状态"), mark("接下那天"), mark("说好哪天"), mark("手里的材料"), mark("地方编码"), mark("地方"),
)  # fmt: skip
COLUMNS = (Errand.number, Errand.state, Errand.taken, Errand.promised, Errand.held, Errand.area)


def rows(asked: Question, state: str | None, language: str) -> Iterator[Sequence[Cell]]:
    """The heads, then the errands taken on in the days, of one state or of all. Problem bad-value for what is no state."""
    if state is not None and state not in STATES:
        raise Problem("bad-value", ("state", "not-a-choice"))
    return _rows(asked, state, language)


def _rows(asked: Question, state: str | None, language: str) -> Iterator[Sequence[Cell]]:
    yield [translate(word, language) for word in HEADS]
    names = Names(asked.area)
    last = ""
    while piece := _piece(asked, state, last):
        for number, now, taken, promised, held, area in piece:
            yield [
                number, translate(STATES[now], language), clock.date_of(taken), day(promised), len(held),
                area, names.of_place(area),
            ]  # fmt: skip
        last = piece[-1][0]
        if len(piece) < PIECE:
            return


def _piece(asked: Question, state: str | None, last: str) -> list[tuple]:
    begins, ends = clock.start_of(asked.first), clock.start_of(asked.last + dt.timedelta(days=1))
    found = (
        Errand.select(*COLUMNS)
        .where(
            Errand.number > last,
            Errand.taken >= begins,
            Errand.taken < ends,
            tree.lies_below(Errand.area, [asked.area]),
        )
        .order_by(Errand.number)
        .limit(PIECE)
    )
    return list((found if state is None else found.where(Errand.state == state)).tuples())
