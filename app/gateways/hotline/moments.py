"""Moments as a hotline's sheet has them: a day with its time, a spreadsheet's number, or so long from when it was handed over."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from app.areas import tree
from app.areas.imports import dates
from app.core import clock
from app.matters.timing import workdays

SLIP = 2 * 365 * clock.DAY  # what is farther off than this is a slip of the year
NOTHING = frozenset({"", "/", "-", "--", "—", "无", "空"})
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]*(\d{1,2})[:时点](\d{1,2})?分?(?::?(\d{1,2})(?:\.\d+)?秒?)?"
)
_SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(分钟|个?小时|天|个?自然日|日|个?工作日)(?:内|之内)?")
_ZERO = dt.date(1899, 12, 30)


class NoMoment(ValueError):
    """The text is no moment."""


def parse(text: str, since: int, area: str) -> tuple[int, bool] | None:
    """(epoch ms, whether it counts from `since`); None where nothing stands there. `area`: whose working time counts.

    A day without a time lasts until it is over. Raises NoMoment, also for what is years off.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if plain in NOTHING:
        return None
    span = _SPAN.fullmatch(plain.replace(" ", ""))
    at = _span(float(span[1]), span[2], since, area) if span else _moment(plain)
    if abs(at - clock.now()) > SLIP:
        raise NoMoment(text)
    return at, span is not None


def _span(count: float, unit: str, since: int, area: str) -> int:
    if unit == "分钟":
        return since + round(count * clock.MINUTE)
    if unit in ("小时", "个小时"):
        return since + round(count * clock.HOUR)
    if unit.endswith("工作日"):
        hours = tree.setting(area, "work_hours", workdays.HOURS)
        return workdays.add(since, count * workdays.day_minutes(hours), hours)[0]
    return since + round(count * clock.DAY)


def _moment(plain: str) -> int:
    found = _MOMENT.fullmatch(plain)
    try:
        if found is not None:
            parts = [int(part) if part else 0 for part in found.groups()]
            return _ms(dt.datetime(*parts))  # type: ignore[arg-type]
        serial = _SERIAL.fullmatch(plain)
        if serial is not None and serial[2]:
            day = dt.datetime.combine(_ZERO, dt.time()) + dt.timedelta(days=float(plain))
            return _ms(day + dt.timedelta(milliseconds=500))
        day_text = dates.day(plain)
        if day_text is None:
            raise NoMoment(plain)
        return clock.start_of(dt.date.fromisoformat(day_text) + dt.timedelta(days=1)) - clock.MINUTE
    except ValueError as error:
        raise NoMoment(plain) from error


def _ms(at: dt.datetime) -> int:
    """Of the city's own time, to the second."""
    return round(at.replace(microsecond=0, tzinfo=clock.zone()).timestamp() * 1000)
