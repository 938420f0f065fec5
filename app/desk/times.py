"""Moments as a desk says them: today's by the clock, others by the day; and how far a deadline is off."""

from __future__ import annotations

import datetime as dt

from app.core import clock
from app.core.words import mark, mark_in, translate
from app.matters.timing.deadlines import TimeLeft

NEAR_DAYS: dict[int, str] = {
    -1: mark_in("in a sentence", "昨天"),
    0: mark_in("in a sentence", "今天"),
    1: mark_in("in a sentence", "明天"),
}
LENGTHS: tuple[tuple[int, str], ...] = (
    (clock.DAY, mark_in("short", "{n} 天")),
    (clock.HOUR, mark("{n} 小时")),
    (clock.MINUTE, mark("{n} 分钟")),
)


def _local(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, clock.zone())


def day(ms: int, language: str) -> str:
    """今天、明天、11月26日; the year only when it is another one."""
    at, today = _local(ms), clock.today()
    near = NEAR_DAYS.get((at.date() - today).days)
    return date(at.date(), language) if near is None else translate(near, language)


def date(on: dt.date, language: str) -> str:
    """11月26日, also where it is today; the year only when it is another one."""
    is_far = on.year != clock.today().year
    if language == "en":
        return f"{on.day} {on:%b}" + (f" {on.year}" if is_far else "")
    return (f"{on.year}年" if is_far else "") + f"{on.month}月{on.day}日"


def moment(ms: int | None, language: str) -> str:
    """ "10:42" today, else the day before it; empty for None."""
    if ms is None:
        return ""
    at = _local(ms)
    return f"{at:%H:%M}" if at.date() == clock.today() else f"{day(ms, language)} {at:%H:%M}"


def moment_of(text: str | None, language: str) -> str:
    """`moment` of an RFC 3339 time."""
    return moment(clock.parse(text), language) if text else ""


def due(ms: int | None, state: str | None, language: str) -> str:
    """ "今天 17:00", or how long it is past due; empty where no deadline runs."""
    if ms is None or state is None:
        return ""
    if state != "late":
        return f"{day(ms, language)} {_local(ms):%H:%M}"
    return translate(mark("超期 {length}"), language, length=length(clock.now() - ms, language))


def until(ms: int, language: str) -> str:
    """ "到 11月30日 17:30", or how long it is past."""
    if ms < clock.now():
        return translate(mark("过期 {length}"), language, length=length(clock.now() - ms, language))
    return translate(mark("到 {when}"), language, when=moment(ms, language))


def time_left(remaining: TimeLeft, language: str) -> str:
    """ "剩 2 个工作日", "剩 3 小时", "剩 25 分钟": what is left of a deadline, in the time that it is counted in; empty below a minute."""
    days, rest = divmod(remaining.minutes, remaining.day)
    if days:
        return translate(
            mark("剩 {n} 天") if remaining.is_natural else mark("剩 {n} 个工作日"), language, n=days
        )
    if rest >= 60:
        return translate(mark("剩 {n} 小时"), language, n=rest // 60)
    return translate(mark("剩 {n} 分钟"), language, n=rest) if rest else ""


def length(span: int, language: str) -> str:
    """ "2 天", "3 小时", "12 分钟": the largest whole unit of so many milliseconds."""
    for size, message in LENGTHS:
        if span >= size:
            return translate(message, language, n=span // size)
    return translate(mark("不到 1 分钟"), language)


def for_input(ms: int) -> str:
    """The value of a datetime-local field."""
    return f"{_local(ms):%Y-%m-%dT%H:%M}"


def from_input(text: str) -> str:
    """RFC 3339 of what a datetime-local field holds, in the city's zone; as it is when it is neither."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return at.replace(tzinfo=clock.zone()).isoformat() if at.tzinfo is None else text
