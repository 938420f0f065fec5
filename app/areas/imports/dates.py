"""Days as people write them into a table: 2025-1, 2025年1月1日, 至今, 长期, —, and the numbers by which spreadsheets count days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata

from app.areas.models import FOREVER
from app.core import typed

OPEN = ("至今", "长期", "长期有效", "不限", "无", "无期限", "今", "现在", "目前", "永久")
OPEN_IN_ENGLISH = ("present", "now", "open")
NOTHING = ("", "空", "暂无", "未定", "待定", "/", "n/a", "null", "none")

_DAY = re.compile(
    r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})(?!\d)(?:\s*(?:[-/.]|月)\s*(\d{1,2})(?!\d)(?:\s*[日号])?|\s*月)?"
    r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
    r"|(?<!\d)(\d{8})(?!\d)|(?<!\d)((?:19|20)\d\d)\s*年?(?![\d年])"
)
# 2025—1—5, as an input method gives the dash; between two days another dash stands
_DASHED = re.compile(r"(?<![\d])(\d{4})([‐-―−─])(\d{1,2})(?:\2(\d{1,2}))?(?![\d‐-―−─])")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(?!\d)")
_BETWEEN = re.compile(r"[\s\-~‐-―—−_至到自从起始止]")
# Excel counts days from the last of 1899: 20000 is in 1954, 80000 in 2119, and no date is written with five digits
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_SERIAL_ZERO = dt.date(1899, 12, 30)


class NoDate(ValueError):
    """The text is no day."""


def days(text: str, last: bool = False) -> list[str]:
    """The days named in a cell, in order, YYYY-MM-DD; 至今 and 长期 are `FOREVER`; "—" names none.

    无 is no end, and no beginning either. A month or year alone is its first day, or in second place (or with `last`) its last. Raises NoDate.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = _MONTH.sub(r"\1-\2", _DASHED.sub(_with_hyphens, plain))
    if _SERIAL.fullmatch(typed.code(plain)):
        return [(_SERIAL_ZERO + dt.timedelta(days=int(typed.code(plain)[:5]))).isoformat()]
    found: list[str] = []

    def collect(match: re.Match[str]) -> str:
        found.append(_day(match, last or bool(found)))
        return ""

    rest = _BETWEEN.sub("", _DAY.sub(collect, plain)).casefold()
    if rest == "无" and not found and not last:
        return []
    if rest and any(rest == word.replace("至", "") for word in (*OPEN, *OPEN_IN_ENGLISH)):
        found.append(FOREVER)
    elif rest not in NOTHING or (rest and found):
        raise NoDate(text)
    if len(found) > 2:
        raise NoDate(text)
    return found


def _with_hyphens(match: re.Match[str]) -> str:
    return "-".join(part for part in (match[1], match[3], match[4]) if part)


def _day(match: re.Match[str], last: bool) -> str:
    year, month, day, whole, alone = match.groups()
    try:
        if whole:
            return dt.date(int(whole[:4]), int(whole[4:6]), int(whole[6:])).isoformat()
        if alone:
            return f"{alone}-12-31" if last else f"{alone}-01-01"
        on = int(day) if day else (calendar.monthrange(int(year), int(month))[1] if last else 1)
        return dt.date(int(year), int(month), on).isoformat()
    except (ValueError, calendar.IllegalMonthError) as error:
        raise NoDate(match[0]) from error


def day(text: str, last: bool = False) -> str | None:
    """The one day of a cell, None where it names none. Raises NoDate, also where it names two."""
    found = days(text, last)
    if len(found) > 1:
        raise NoDate(text)
    return found[0] if found else None
