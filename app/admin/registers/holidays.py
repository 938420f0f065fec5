"""The table of holidays: days that differ from the published list, or a year's list before our library has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from app.admin.tables.lookup import Lookup, Unfit
from app.admin.tables.record import Column, Doubt, Key, Record, Values, Why
from app.admin.tables.values import FIRST_DAY, Kind, choice, line
from app.core.words import mark, mark_in
from app.matters.models import Holiday
from app.matters.timing import workdays

KINDS = {"off": mark("放假"), "work": mark("上班")}
KIND_SYNONYMS = {"off": ("休", "休息", "节假日", "放假调休"), "work": ("班", "调休上班", "补班", "工作日")}


def _parse_day(text: str, lookup: Lookup) -> str:
    day = str(FIRST_DAY.parse(text, lookup))
    if not day:
        raise Unfit("bad-date")
    return day


COLUMNS = (
    Column(
        "day", mark("日期"), Kind(_parse_day, lambda value, _: str(value), "date"), ("日", "放假日期", "时间"),
        is_required=True,
    ),
    Column("kind", mark("放假或上班"), choice(KINDS, KIND_SYNONYMS), ("类型", "安排"), is_required=True),
    Column("name", mark("节日"), line(40), ("名称", "说明", "节假日名称")),
)  # fmt: skip


def _judge(_: Values, lookup: Lookup, __: Mapping[Key, Values]) -> Iterator[Why]:
    if not lookup.is_over_all:
        yield "day", "top-alone", {}


def _doubts(rows: Mapping[Key, Values], _: Lookup) -> Iterator[Doubt]:
    """Years that our library does not hold and of which the table has some days, and not the year's list."""
    whole = workdays.whole_years(row["day"] for row in rows.values() if row["kind"] == "off")
    days = Counter(int(row["day"][:4]) for row in rows.values())
    for year, number in sorted(days.items()):
        if year not in whole and not workdays.is_in_library(year):
            words = mark(
                "{year} 年只有 {n} 天，还不是全年的放假安排：这几天照表算，其余照周一到周五算，并且会说明"
            )
            yield Doubt(words, {"year": year, "n": number})


HOLIDAYS = Record(
    name="holidays",
    kind="holiday",
    model=Holiday,
    title=mark_in("menu", "节假日"),
    columns=COLUMNS,
    keys=("day",),
    judge=_judge,
    may=lambda _, lookup: lookup.is_over_all,
    told=("day", "name"),
    doubts=_doubts,
    listed=("kind",),
    filters=("kind",),
)
