"""The words of a day's digest: for the owners' group, for the sheet at the door, for a unit's own chat.

They hold no personal data, nothing of quarrels, public order or what was said in confidence, no number below five, and no place
finer than the estate, which is the grid: a building's days are told as its grid's until five requests of its own came.
They are Chinese whoever asks, as the group is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.areas import tree
from app.areas.models import Area, Unit
from app.board.clearing import sources
from app.board.models import Clearing
from app.board.public import published
from app.core import clock
from app.core.remembered import remembered
from app.matters.models import Category, Matter
from app.notify.daily import happened
from app.notify.daily.happened import FEW, Days, Things
from app.requests import signing
from app.requests.models import Poster
from app.requests.posters import codes
from app.requests.submission import things

SPANS = (1, 7, 30)  # days that are told together
FINER = ("building", "micro_grid", "checkpoint")  # than the estate
THINGS_MOST = 8  # named in one sentence
PAIRS_MOST = 5
WORDS_MOST = 60  # characters of each of a pair's two sentences: a chat's message has an end
NAME = "每日一收集、每日一反馈"
LEFT_OUT = "（纠纷、治安和要求保密的事，不写在这里。）"
SINCE_THEN = dt.timedelta(days=1)  # for so long what is open now is what was open at the end of the days


@dataclass(frozen=True)
class Number:
    """How many, None where that is not told; and what the things are called, in the city's order."""

    count: int | None
    things: tuple[str, ...] = ()


@dataclass(frozen=True)
class Digest:
    """What is told of an area or a unit. `told_of`: the area whose numbers these are; `is_nothing`: there is nothing to tell."""

    title: str
    days: Days
    told_of: str
    came: Number
    done: Number
    open: Number | None  # now; None for days that are long over
    pairs: tuple[str, ...]  # what was done in the days and is on the board, a sentence each
    ask: str  # where residents say what is wrong
    board: str  # where they read what was done; "" where there is no board
    is_nothing: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """收集, 反馈, and what is being worked on, where that is told."""
        of_days = (_sentence("收集", "收到", self.came), _sentence("反馈", "办好", self.done))
        return of_days if self.open is None else (*of_days, self._open)

    @property
    def _open(self) -> str:
        """What is open is so now: under days that are past it says so."""
        is_past = self.days.last < clock.today()
        return _sentence(
            *(("现在还在办", "共") if is_past else ("还在办", "现有")), self.open or Number(None)
        )

    @property
    def heading(self) -> str:
        """Whose days, and which."""
        return f"【{self.title}】{span_words(self.days)}"

    @property
    def text(self) -> str:
        """All of it, to be pasted."""
        lines = [f"{self.heading} {NAME}", *self.sentences]
        if self.pairs:
            lines += ["办好的有：", *(f"{n}. {pair}" for n, pair in enumerate(self.pairs, 1))]
        lines.append(LEFT_OUT)
        lines += [f"有事您说：{self.ask}"] if self.ask else []
        return "\n".join([*lines, *([f"办了什么：{self.board}"] if self.board else [])])


def of_area(area: Area, days: Days) -> Digest:
    """The digest of an area; of a building with few requests, that of its grid."""
    came, done, now, told_of = _numbers(area, days)
    estate = _estate(told_of)
    return Digest(
        told_of.name if told_of.kind not in FINER else f"{estate.name} {told_of.name}",
        days, told_of.code, came, done, _open(now, days), _pairs(told_of, days, done), _ask(area, told_of), _board(told_of),
        all(number == Number(0) for number in (came, done, now)),
    )  # fmt: skip


def of_unit(unit: Unit, days: Days) -> Digest:
    """The digest of what a unit has, supports or is called to: for its own chat, so without an address for residents."""
    every = happened.at_unit(unit.code, days)
    came, done, now = (_number(of, is_told=True) for of in (every.came, every.done, every.open))
    return Digest(unit.name, days, unit.area_id, came, done, _open(now, days), (), "", "", every.is_nothing)


def _open(now: Number, days: Days) -> Number | None:
    """What is open now stands under no day before yesterday, of which it says nothing."""
    return now if days.last >= clock.today() - SINCE_THEN else None


def span_words(days: Days) -> str:
    """The days as they are said: 11月29日, or 11月23日到29日."""
    first, last = days.first, days.last
    end = f"{last.month}月{last.day}日"
    if first == last:
        return end
    return f"{first.month}月{first.day}日到{f'{last.day}日' if first.month == last.month else end}"


def _numbers(area: Area, days: Days) -> tuple[Number, Number, Number, Area]:
    """(came, done, open, whose numbers these are)."""
    if area.kind in FINER and happened.in_area(area.code, days).came.total() < FEW:
        return _numbers(_estate(area), days)
    if area.parent_id is None:
        whole = happened.in_area(area.code, days)
        came, done, now = (_number(of, is_told=True) for of in (whole.came, whole.done, whole.open))
        return came, done, now, area
    order = tree.parts_of(area.parent_id)
    came, done, now = (
        _number(by_part.get(area.code, Things()), area.code not in happened.hidden(by_part, order))
        for by_part in happened.in_parts(area.parent_id, days)
    )
    return came, done, now, area


def _number(of: Things, is_told: bool) -> Number:
    if of.total() == 0:
        return Number(0)
    if of.total() < FEW or not is_told:
        return Number(None)
    return Number(of.total(), tuple(word for code, word in _words().items() if of[code]))


@remembered
def _words() -> dict[str, str]:
    """Category → what neighbours call it, in the city's order."""
    rows = Category.select().order_by(Category.sort, Category.code)
    return {row.code: things.word(row, "zh") for row in rows}


def _sentence(opening: str, verb: str, number: Number) -> str:
    if number.count is None:
        return f"{opening}：不满 {FEW} 件。"
    if number.count == 0:
        return f"{opening}：没有。"
    named = "、".join(dict.fromkeys(number.things[:THINGS_MOST]))
    more = "等" if len(number.things) > THINGS_MOST else ""
    return f"{opening}：{verb} {number.count} 件，有{named}{more}。"


def _estate(area: Area) -> Area:
    """The grid that it lies in, or the nearest area above it that is no finer."""
    while area.kind in FINER and area.parent_id is not None:
        area = Area.get_by_id(area.parent_id)
    return area


def _pairs(area: Area, days: Days, done: Number) -> tuple[str, ...]:
    """What of these days' done things the office put on the board, no more of them than are told to be done; the place no
    finer than the estate."""
    most = min(PAIRS_MOST, done.count or 0)
    rows = published.public().where(
        Matter.area.in_(tree.below(area.code)), Matter.closed_at >= days.since, Matter.closed_at < days.until
    )
    cleared = list(rows.order_by(Clearing.shown, Clearing.matter).limit(most))
    shown = published.public_pairs(cleared)
    return tuple(
        f"{pair.place.split(' · ')[0]}：{_short(pair.said)}{_done(row)}"
        for row, pair in zip(cleared, shown, strict=True)
    )


def _done(row: Clearing) -> str:
    """What was done; nothing where the office put there what was answered before it was done."""
    early = sources.answers_before(sources.entries(row.matter))
    return "" if any(words.strip() == row.done.strip() for words in early) else f" → {_short(row.done)}"


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= WORDS_MOST else f"{text[: WORDS_MOST - 1]}…"


def _ask(area: Area, told_of: Area) -> str:
    """The building's poster where there is one, else the form with the place filled in."""
    poster = (
        Poster.select()
        .where(
            Poster.area == area.code, Poster.kind == "building", Poster.label == "", Poster.ended.is_null()
        )
        .order_by(Poster.code)
        .first()
    )
    return (
        codes.short_address(poster.code)
        if poster is not None
        else signing.address(f"/ask?area={told_of.code}")
    )


def _board(area: Area) -> str:
    chain = tree.chain(area.code)
    rows = Area.select(Area.code).where(Area.code.in_(chain), Area.kind == "community")
    code = next((code for (code,) in rows.tuples()), None)
    return "" if code is None else signing.address(f"/board/{code}")


def yesterday(today: dt.date, count: int = 1) -> Days:
    """So many whole days up to yesterday."""
    last = today - dt.timedelta(days=1)
    return Days(last - dt.timedelta(days=count - 1), last)
