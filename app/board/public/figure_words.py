"""The figures as a page says them: words instead of minutes, and nothing that points at single persons."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from app.areas import tree
from app.board import figures
from app.board.figures import FEW, Middle, Period, Share, Work
from app.board.origins import ORIGINS, WORDS
from app.core import clock, db
from app.matters.timing import workdays

Pair = tuple[str, str]  # zh, en
LIFE = 10 * clock.MINUTE  # how long a page's figures stay before they are counted anew
KEPT_MOST = 500

TOO_FEW: Pair = (f"不足 {FEW} 件", f"fewer than {FEW}")
NONE: Pair = ("—", "—")


@dataclass(frozen=True)
class Cell:
    """A figure of the last 90 days and of the 90 before."""

    now: Pair
    before: Pair


@dataclass(frozen=True)
class Column:
    """The figures of matters that began in one way."""

    words: Pair
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
    ]
    answers, scores = zip(*(figures.how_satisfied(w) for w in (now, before)), strict=True)
    return Board(
        columns,
        Cell(*(_number(figures.settled_at_once(w)) for w in (now, before))),
        Cell(*(_share(share) for share in answers)),
        Cell(*(_score(score) for score in scores)),
        Cell(*(_number(share.of) for share in answers)),
        last,
    )


def _number(count: int) -> Pair:
    return TOO_FEW if 0 < count < FEW else (str(count), str(count))


def _share(share: Share) -> Pair:
    return NONE if share.percent is None else (f"{share.percent}%", f"{share.percent}%")


def _score(score: float | None) -> Pair:
    return NONE if score is None else (f"{score:.1f}", f"{score:.1f}")


def _time(middle: Middle, day: int) -> Pair:
    """Hours up to a working day, then days."""
    if middle.minutes is None:
        return NONE
    if middle.minutes < clock.HOUR / clock.MINUTE:
        return "不到 1 小时", "under an hour"
    if middle.minutes < day:
        hours = round(middle.minutes / 60)
        return f"{hours} 小时", f"{hours} h"
    days = f"{middle.minutes / day:.1f}".removesuffix(".0")
    return f"{days} 个工作日", f"{days} working days"
