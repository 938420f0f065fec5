"""The figures as a page says them: words instead of minutes, and nothing that points at single persons."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from app.areas import tree
from app.board import figures
from app.board.figures import FEW, Middle, Period, Share, Work
from app.board.origins import OF_OTHERS, ORIGINS, WORDS
from app.core import clock, db
from app.core.words import mark, translate
from app.matters.timing import workdays

LIFE = 10 * clock.MINUTE  # how long a page's figures stay before they are counted anew
KEPT_MOST = 500


@dataclass(frozen=True)
class Phrase:
    """A marked message with what stands in its braces: the figures are counted once for both languages."""

    message: str
    amount: str = ""

    def __call__(self, language: str) -> str:
        """The phrase in "zh" or "en"."""
        return translate(self.message, language, n=self.amount)


TOO_FEW = Phrase(mark("不足 {n} 件"), str(FEW))
NONE = Phrase("—")


@dataclass(frozen=True)
class Cell:
    """A figure of the last 90 days and of the 90 before."""

    now: Phrase
    before: Phrase


@dataclass(frozen=True)
class Column:
    """The figures of matters that began in one way."""

    words: str
    received: Cell
    done: Cell
    on_the_spot: Cell
    how_fast: Cell


@dataclass(frozen=True)
class Board:
    """All figures of a community."""

    columns: list[Column]
    settled_at_once: Cell
    satisfied: Cell
    score: Cell
    answers: Cell  # how many residents answered
    rung: Cell | None  # of those who were rung up; None where nobody was
    heads_rung: Cell | None  # of the building heads who were
    period: Period


_kept: dict[tuple[object, str], tuple[int, Board]] = {}
_alone = threading.Lock()


def figures_of(community: str) -> Board:
    """The community's figures, at most ten minutes old."""
    key = (db.database.obj, community)
    at, board = _kept.get(key, (0, None))
    if board is not None and 0 <= clock.now() - at < LIFE:
        return board
    with _alone:
        if len(_kept) >= KEPT_MOST:
            _kept.clear()
        counted = count(community)
        _kept[key] = (clock.now(), counted)
    return counted


def forget() -> None:
    """Count everything anew at the next look."""
    _kept.clear()


def count(community: str) -> Board:
    """The community's figures, counted now."""
    last, earlier = figures.periods()
    now, before = Work(community, last), Work(community, earlier)
    day = workdays.day_minutes(tree.setting(community, "work_hours", workdays.HOURS))
    tables = [
        (figures.received(w), figures.done(w), figures.on_the_spot(w), figures.how_fast(w))
        for w in (now, before)
    ]
    columns = [
        Column(
            WORDS[origin],
            Cell(*(_number(table[0][origin]) for table in tables)),
            Cell(*(_number(table[1][origin]) for table in tables)),
            Cell(*(_share(table[2][origin]) for table in tables)),
            Cell(*(_time(table[3][origin], day) for table in tables)),
        )
        for origin in ORIGINS
        if origin not in OF_OTHERS or any(table[n][origin] for table in tables for n in (0, 1))
    ]
    answers, scores = zip(*(figures.how_satisfied(w) for w in (now, before)), strict=True)
    rung, heads_rung = (
        tuple(count_heard(w) for w in (now, before))
        for count_heard in (figures.how_told_by_telephone, figures.how_heads_told_by_telephone)
    )
    return Board(
        columns,
        Cell(*(_number(figures.settled_at_once(w)) for w in (now, before))),
        Cell(*(_share(share) for share in answers)),
        Cell(*(_score(score) for score in scores)),
        Cell(*(_number(share.of) for share in answers)),
        _of_those_rung(rung),
        _of_those_rung(heads_rung),
        last,
    )


def _of_those_rung(shares: tuple[Share, ...]) -> Cell | None:
    return Cell(*(_share(share) for share in shares)) if any(share.of for share in shares) else None


def _number(count: int) -> Phrase:
    return TOO_FEW if 0 < count < FEW else Phrase(str(count))


def _share(share: Share) -> Phrase:
    return NONE if share.percent is None else Phrase(f"{share.percent}%")


def _score(score: float | None) -> Phrase:
    return NONE if score is None else Phrase(f"{score:.1f}")


def _time(middle: Middle, day: int) -> Phrase:
    """Hours up to a working day, then days."""
    if middle.minutes is None:
        return NONE
    if middle.minutes < clock.HOUR / clock.MINUTE:
        return Phrase(mark("不到 1 小时"))
    if middle.minutes < day:
        return Phrase(mark("{n} 小时"), str(round(middle.minutes / 60)))
    days = f"{middle.minutes / day:.1f}".removesuffix(".0")
    return Phrase(mark("{n} 个工作日"), days)
