"""Patterns of shifts (三班两运转 and others), and the turns that one of them makes of a range of days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.core import telephone, typed
from app.core.problems.problem import Problem
from app.core.words import mark
from app.matters.timing import workdays

DAYS_MOST = 400
LOCAL_LEAST = 7  # digits of a number without its area code
_BETWEEN = re.compile(r"[\s,，、;；\t]+")
_STUCK = re.compile(r"([^\s(（0-9]+)([(（].*)")
GROUPS = ("people_a", "people_b", "people_c", "people_d")  # the fields of the form
Hours = tuple[int, int, int]  # the group on duty, and hours since midnight: beyond 24 it is the next day


@dataclass(frozen=True)
class Pattern:
    """One way to lay out turns; `groups`: how many must have people (the first so many), at least and at most."""

    words: str
    hint: str
    least: int
    most: int
    # who is on duty on the n-th day: its number, whether people work that day, the hour at which shifts change, how many groups
    shifts: Callable[[int, bool, int, int], Iterator[Hours]]


def _three_two(n: int, _: bool, at: int, __: int) -> Iterator[Hours]:
    """Each group works a day, then a night, then rests."""
    yield n % 3, at, at + 12
    yield (n - 1) % 3, at + 12, at + 24


def _four_three(n: int, _: bool, at: int, __: int) -> Iterator[Hours]:
    """Each group has two mornings, two afternoons, two nights, and rests for two days."""
    for group in range(4):
        shift = (n - 2 * group) % 8 // 2
        if shift < 3:
            yield group, at + 8 * shift, at + 8 * shift + 8


def _whole_days(n: int, _: bool, at: int, groups: int) -> Iterator[Hours]:
    yield n % groups, at, at + 24


def _off_hours(n: int, is_workday: bool, _: int, groups: int) -> Iterator[Hours]:
    """The night after a working day, and the whole of a day off."""
    yield n % groups, (18 if is_workday else 8), 32


PATTERNS: dict[str, Pattern] = {
    "three_two": Pattern(
        mark("三班两运转"), mark("三个班，每个班一天白班、一天夜班、一天休息。"), 3, 3, _three_two
    ),
    "four_three": Pattern(
        mark("四班三运转"), mark("四个班，早、中、夜班各两天，休息两天。"), 4, 4, _four_three
    ),
    "whole_days": Pattern(mark("轮流值一整天"), mark("每天换一个班，值二十四小时。"), 1, 4, _whole_days),
    "off_hours": Pattern(
        mark("夜间和节假日轮流"),
        mark("上班的日子从 18:00 到第二天 8:00，放假的日子从 8:00 起值一整天。"),
        1, 4, _off_hours,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class OnDuty:
    """One person of a group, as the roster names them."""

    name: str
    phone: str
    staff: str = ""


def read_people(text: str, field: str) -> list[OnDuty]:
    """A person a line: name, telephone and, where it is given, staff number. Problem bad-value naming the field."""
    people = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part for part in _BETWEEN.split(line.strip()) if part]
        if not parts:
            continue
        # brackets may stand against the name: 李四(0573)82110000
        if stuck := _STUCK.fullmatch(parts[0]):
            parts[:1] = stuck.groups()
        found = _number_in(parts[1:])
        if found is None:
            raise Problem("bad-value", (field, "bad-people-line", {"row": number}))
        phone, rest = found
        people.append(OnDuty(parts[0], phone, typed.plain("".join(rest))))
    return people


def _number_in(parts: Sequence[str]) -> tuple[str, Sequence[str]] | None:
    """The one number that the parts begin with, blanks within it or not, and what follows, at most one part; None where it is unclear."""
    found: list[tuple[str, Sequence[str]]] = []
    for end in range(1, len(parts) + 1):
        whole = _whole_number(parts[:end])
        if whole is not None:
            found.append((whole, parts[end:]))
    if len(found) != 1 or len(found[0][1]) > 1:
        return None
    phone, rest = found[0]
    is_local = (
        telephone.digits(phone) == phone and len(phone) < LOCAL_LEAST and phone not in telephone.SERVICES
    )
    if rest and is_local and telephone.digits(rest[0]) and not phone.startswith("1"):
        return None  # 8211 0000 is one number, cut in two
    return phone, rest


def _whole_number(parts: Sequence[str]) -> str | None:
    """As it is written where it stands in one piece, put together where blanks cut it; None where it is no whole number."""
    if len(parts) > 1 or parts[0][0] in "(（":
        try:
            return telephone.number(" ".join(parts), "phone")
        except Problem:
            return None
    plain = typed.plain(parts[0])
    if not any(sign.isdigit() for sign in plain) or telephone.is_cut_short(plain):
        return None
    return plain


def turns(
    pattern: Pattern, first: dt.date, last: dt.date, hour: int, groups: Sequence[Sequence[OnDuty]]
) -> Iterator[tuple[dt.datetime, dt.datetime, OnDuty]]:
    """(begins, ends, who), in the city's time, of every turn that begins on one of the days."""
    for n in range((last - first).days + 1):
        day = first + dt.timedelta(days=n)
        midnight = dt.datetime.combine(day, dt.time())
        is_workday = workdays.is_workday(day)[0]
        for group, begins, ends in pattern.shifts(n, is_workday, hour, len(groups)):
            for person in groups[group]:
                yield midnight + dt.timedelta(hours=begins), midnight + dt.timedelta(hours=ends), person
