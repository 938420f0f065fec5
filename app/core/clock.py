"""The one source of the present moment and of its written forms; times are epoch milliseconds."""

from __future__ import annotations

import datetime as dt
import time
from bisect import bisect_left
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EARLIEST = 0
LATEST = 4_102_444_800_000  # 2100-01-01: far enough for any phone's clock, small enough for every store

OFFSETS_WITHIN = 1_577_836_800, 2_524_608_000  # 2020-01-01 and 2050-01-01

_zone = ZoneInfo("Asia/Shanghai")
_frozen: int | None = None


def use_zone(zone: ZoneInfo) -> None:
    """Set the city's zone, in which days begin and numbers are given."""
    global _zone
    _zone = zone


def zone() -> ZoneInfo:
    """The city's zone."""
    return _zone


@cache
def offsets(zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """(epoch seconds from which it holds, minutes east of Greenwich) for each offset of the zone from 2020 to 2050.

    A phone reckons the city's time by them: its own calendar costs a slow phone a tenth of its start.
    """

    def minutes(at: int) -> int:
        offset = dt.datetime.fromtimestamp(at, zone).utcoffset() or dt.timedelta()
        return round(offset.total_seconds() / 60)

    first, last = OFFSETS_WITHIN
    found = [(0, minutes(first))]
    for day in range(first, last, 86_400):  # no zone changes twice within a day
        if minutes(day + 86_400) != found[-1][1]:
            at = day + 60 * bisect_left(
                range(1440), True, key=lambda n: minutes(day + 60 * n) != found[-1][1]
            )
            found.append((at, minutes(day + 86_400)))
    return tuple(found)


def freeze(at: int | None) -> None:
    """Hold the clock at `at` (tests, the demonstration's past); None lets it run again."""
    global _frozen
    _frozen = at


def now() -> int:
    """Epoch milliseconds."""
    return _frozen if _frozen is not None else time.time_ns() // 1_000_000


def due(at: Any, longest: float) -> Any:
    """Whether what was put off until `at` may go: its time has come, or lies farther off than the `longest` wait (ms).

    Farther off it was written while this machine's clock was ahead, and would stand still until time catches up.
    `at` is epoch ms, or a column and then an expression for a query. Only for what does no harm too early: what
    deletes goes by age alone, for a clock that fell back would make everything seem farther off.
    """
    return (at <= now()) | (at > now() + longest)


def parse(text: str) -> int:
    """Epoch ms of an RFC 3339 time with offset; ValueError when it has none or lies outside 1970–2100."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs its offset")
    ms = round(moment.timestamp() * 1000)
    if not EARLIEST <= ms < LATEST:
        raise ValueError("a time must lie between 1970 and 2100")
    return ms


def rfc3339(ms: int) -> str:
    """RFC 3339 in the city's zone, milliseconds kept."""
    return dt.datetime.fromtimestamp(ms / 1000, _zone).isoformat(timespec="milliseconds")


def to_the_minute(ms: int) -> str:
    """Day and time in the city's zone as people write them in tables: 2026-11-22 08:40."""
    return rfc3339(ms)[:16].replace("T", " ")


def rfc3339_or_none(ms: int | None) -> str | None:
    """`rfc3339`, or None for None."""
    return None if ms is None else rfc3339(ms)


def date_of(ms: int) -> dt.date:
    """The city's calendar day at `ms`."""
    return dt.datetime.fromtimestamp(ms / 1000, _zone).date()


def today() -> dt.date:
    """The city's calendar day now."""
    return date_of(now())


def start_of(day: dt.date) -> int:
    """Epoch ms of the day's first moment in the city."""
    return round(dt.datetime.combine(day, dt.time(), _zone).timestamp() * 1000)
