"""Working time in China: holidays and make-up workdays, and Monday to Friday where a year is not yet published."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import chinese_calendar

from app.core import clock
from app.core.remembered import remembered
from app.matters.models import Holiday

HOURS = "08:30-12:00,14:00-17:30"  # setting `work_hours`: seven hours a day, as offices here keep them
STATUTORY = 13  # days off of a year, 全国年节及纪念日放假办法 as of 2025; what is published has them and the days around
FIXED_DAYS = ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")
FESTIVAL, FESTIVAL_DAYS = ("01-20", "02-24"), 4  # within which Spring Festival lies, and its days
LOOK_AHEAD = 3660  # days; a setting that leaves no working time cannot make the search endless

Span = tuple[int, int]  # minutes since midnight, or epoch ms


@lru_cache(maxsize=64)
def spans(setting: str) -> tuple[Span, ...]:
    """The day's working spans from "HH:MM-HH:MM,…"; those of `HOURS` where the setting makes no sense."""
    try:
        result = tuple(sorted(_span(part) for part in setting.split(",")))
    except ValueError:
        result = ()
    ordered = all(early[1] <= late[0] for early, late in zip(result, result[1:], strict=False))
    good = bool(result) and ordered and all(0 <= begins < ends <= 24 * 60 for begins, ends in result)
    return result if good else spans(HOURS)


def _span(text: str) -> Span:
    begins, ends = (part.strip().split(":") for part in text.split("-"))
    return int(begins[0]) * 60 + int(begins[1]), int(ends[0]) * 60 + int(ends[1])


@dataclass(frozen=True)
class Corrections:
    """What the city's own table says: day → whether people work, and the years whose holidays it has as a whole."""

    works: Mapping[str, bool]
    years: frozenset[int]


@remembered
def corrections() -> Corrections:
    """The table of holidays as it stands."""
    works = {row.day: row.kind == "work" for row in Holiday.select()}
    return Corrections(works, whole_years([day for day, is_work in works.items() if not is_work]))


def whole_years(off: Iterable[str]) -> frozenset[int]:
    """The years whose holidays stand among these days off, given as ISO dates.

    A year's list has the thirteen statutory days: the six with a date of their own, four of Spring Festival, and those of
    Qingming, Dragon Boat and Mid-Autumn, of which the calendar alone does not say the day. A day or two that a city
    adds is no list.
    """
    years: dict[int, set[str]] = defaultdict(set)
    for day in off:
        years[int(day[:4])].add(day[5:])
    return frozenset(year for year, days in years.items() if _is_whole(days))


def _is_whole(days: set[str]) -> bool:
    first, last = FESTIVAL
    festival = sum(first <= day <= last for day in days)
    return len(days) >= STATUTORY and days.issuperset(FIXED_DAYS) and festival >= FESTIVAL_DAYS


def is_in_library(year: int) -> bool:
    """Whether our library holds the year's published holidays."""
    return _published(dt.date(year, 1, 1))[1]


def is_workday(day: dt.date, ours: Corrections | None = None) -> tuple[bool, bool]:
    """(whether people work that day, whether the year's holidays are published); `ours` is `corrections()`, read before.

    What the city's table says of a day counts; a year that our library does not hold counts as published once the
    table has its holidays as a whole.
    """
    ours = corrections() if ours is None else ours
    works, is_published = _published(day)
    return ours.works.get(day.isoformat(), works), is_published or day.year in ours.years


@lru_cache(maxsize=4096)
def _published(day: dt.date) -> tuple[bool, bool]:
    """By the State Council's list with make-up workdays, as chinesecalendar holds it.

    It raises NotImplementedError for years it does not hold; then Monday to Friday.
    """
    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < 5, False


def add(start: int, minutes: float, setting: str = HOURS) -> tuple[int, int | None]:
    """Epoch ms when `minutes` of working time after `start` are over, and the first year that was guessed, if any."""
    day, left, guessed = clock.date_of(start), minutes * clock.MINUTE, None
    ours = corrections()
    for _ in range(LOOK_AHEAD):
        works, is_published = is_workday(day, ours)
        if guessed is None and not is_published:
            guessed = day.year
        for begins, ends in _open(day, works, setting, clock.zone()):
            opens = max(start, begins)
            room = ends - opens
            if room > 0 and left <= room:
                return round(opens + left), guessed
            left -= max(room, 0)
        day += dt.timedelta(days=1)
    return clock.start_of(day), guessed


def between(start: int, end: int, setting: str = HOURS) -> float:
    """Minutes of working time from `start` to `end` (epoch ms); 0 where the end is not later."""
    day, last, total = clock.date_of(start), clock.date_of(end), 0
    ours = corrections()
    while day <= last:
        for begins, ends in _open(day, is_workday(day, ours)[0], setting, clock.zone()):
            total += max(0, min(end, ends) - max(start, begins))
        day += dt.timedelta(days=1)
    return total / clock.MINUTE


def open_spans(day: dt.date, setting: str = HOURS) -> tuple[Span, ...]:
    """The spans of the day (epoch ms) in which offices work; none on a day off."""
    return _open(day, is_workday(day)[0], setting, clock.zone())


def day_minutes(setting: str = HOURS) -> int:
    """The minutes of one working day."""
    return sum(ends - begins for begins, ends in spans(setting))


def days_after(start: int, days: int) -> int:
    """Epoch ms of the end of the `days`-th working day after the day of `start`."""
    day, left, ours = clock.date_of(start), days, corrections()
    for _ in range(LOOK_AHEAD):
        if left <= 0:
            break
        day += dt.timedelta(days=1)
        left -= is_workday(day, ours)[0]
    return clock.start_of(day + dt.timedelta(days=1))


@lru_cache(maxsize=4096)
def _open(day: dt.date, works: bool, setting: str, zone: dt.tzinfo) -> tuple[Span, ...]:
    """The spans of the day in which people work, in epoch ms; `works`: whether they do at all."""
    if not works:
        return ()
    return tuple((_at(day, begins, zone), _at(day, ends, zone)) for begins, ends in spans(setting))


def _at(day: dt.date, minute: int, zone: dt.tzinfo) -> int:
    """Epoch ms of a minute of the day in the city."""
    hour, rest = divmod(minute, 60)
    if hour == 24:
        return clock.start_of(day + dt.timedelta(days=1))
    return round(dt.datetime.combine(day, dt.time(hour, rest), zone).timestamp() * 1000)
