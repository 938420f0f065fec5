"""The ledger of matters: a row for each that was received, read in pieces, so that a hundred thousand take no more memory than one.

No person and no words stand in it: what somebody said or was told is read at the matter, by whoever may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from peewee import Expression

from app.areas.access.reach import Reach
from app.areas.kind_words import PLATFORMS
from app.core import db
from app.core.words import mark, mark_in, translate
from app.insight import questions, tallies
from app.insight.course import FOUND
from app.insight.figures import FIGURES
from app.insight.ledgers.pieces import PIECE, Cell, Names, moment
from app.insight.models import NEITHER, Course
from app.insight.questions import Question
from app.matters.models import Category, Matter
from app.matters.queries import lists
from app.matters.workflow import labels

HEADS = (
    mark("编号"), mark("状态"), mark("收到时间"), mark("来源"), mark("类别"), mark("平台"), mark("地方编码"), mark("地方"), mark("处置层级"),
    mark_in("of one matter", "时限"), mark("结案时间"), mark("按时"),
)  # fmt: skip
COLUMNS = (
    Course.received_day, Course.matter, Course.area, Matter.number, Matter.state, Matter.received_at, Course.channel, Matter.category,
    Matter.level, Matter.due, Matter.closed_at, Course.in_time,
)  # fmt: skip
IN_TIME = {1: mark("是"), 0: mark("否"), NEITHER: ""}


def rows(asked: Question, reach: Reach, language: str, channels: dict[str, str]) -> Iterator[Sequence[Cell]]:
    """The heads, then the rows by day of receipt; what has come to lie out of reach since is left out.

    channels: what each way of coming is called. It reads piece by piece, and may be left at any row.
    """
    yield [translate(word, language) for word in HEADS]
    words = _Words(asked.area, language, channels)
    after: tuple[str, str] | None = None
    while piece := _piece(asked, reach, after):
        with (
            db.noting()
        ):  # of a piece it is asked once whether areas or things have changed, not for each of its rows
            written = [
                words.row(place, *rest)
                for day, _, place, *rest in piece
                if questions.lies_here(asked, place, day)
            ]
        yield from written
        after = piece[-1][:2]
        if len(piece) < PIECE:
            return


def _piece(asked: Question, reach: Reach, after: tuple[str, str] | None) -> list[tuple]:
    """The next rows behind (day, matter)."""
    received = FIGURES["received"]
    wanted: Expression = questions.asked_for(asked, received, tallies.is_wide(asked.area)) & received.parts.of
    if after is not None:
        day, matter = after
        wanted &= (Course.received_day > day) | ((Course.received_day == day) & (Course.matter > matter))
    found = (
        Course.select(*COLUMNS)
        .join(Matter, on=(Matter.id == Course.matter))
        .where(wanted, lists.in_reach(reach))
        .order_by(Course.received_day, Course.matter)
        .limit(PIECE)
    )
    return list(found.tuples())


class _Words:
    """What codes are called, looked up once."""

    def __init__(self, root: str, language: str, channels: dict[str, str]) -> None:
        self._language, self._channels = language, {**channels, FOUND: mark("网格员发现")}
        self._areas = Names(root)
        self._things = {
            code: name_en if language == "en" else name
            for code, name, name_en in Category.select(
                Category.code, Category.name, Category.name_en
            ).tuples()
        }

    def row(self, place: str, *values: object) -> list[Cell]:
        """The cells of a matter."""
        number, state, received, channel, category, level, due, closed, in_time = values
        platform = questions.platforms().get(str(category), "")
        words = (
            labels.STATES[str(state)], self._channels.get(str(channel), str(channel)), PLATFORMS.get(platform, platform), IN_TIME[int(str(in_time))],
        )  # fmt: skip
        state_word, channel_word, platform_word, in_time_word = (
            translate(word, self._language) if word else "" for word in words
        )
        return [
            str(number), state_word, moment(received), channel_word, self._things.get(str(category), str(category)), platform_word,
            place, self._areas.of_place(place), self._areas.of_area(str(level)), moment(due), moment(closed), in_time_word,
        ]  # fmt: skip
