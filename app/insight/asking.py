"""What an address asks of the figures is read here, and written as an address again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.insight.counting import ACT, OF, PART, Counted
from app.insight.figures import FIGURES, Figure
from app.insight.questions import BY, DAY, Question
from app.matters.models import Category

DAYS = 30  # back from today, where no days are named
DAYS_MOST = 731  # two years, one of them a leap year
BACK_MOST = 7_305  # twenty years
SINGLE_DAYS_MOST = 92  # a quarter of single days
NAME_MOST = 64
DIGITS_MOST = 10


def question(arguments: Mapping[str, str], reach: Reach) -> Question:
    """The question that the keys `area`, `from`, `to` (days, both included), `category`, `platform`, `channel`, `unit` and `alone` put.

    Without an area: the first of one's posts that may read figures. Problems: forbidden, not-found (an area out of reach),
    bad-value.
    """
    areas = permissions.areas_for(reach, ACT)
    if not areas:
        raise Problem("forbidden")
    for key in ("area", "category", "platform", "channel", "unit"):
        if decode.CONTROL.search(arguments.get(key, "")):
            raise Problem("bad-value", (key, "control-character"))
    area = arguments.get("area") or areas[0]
    if not permissions.may(reach, ACT, area) or not Area.select().where(Area.code == area).exists():
        raise Problem("not-found")
    first, last = _days(arguments)
    return Question(
        area, first, last, _category(arguments), _narrowed(arguments, "platform"), _narrowed(arguments, "channel"),
        _narrowed(arguments, "unit"), arguments.get("alone") == "1",
    )  # fmt: skip


def _days(arguments: Mapping[str, str]) -> tuple[dt.date, dt.date]:
    since, to = arguments.get("from", ""), arguments.get("to", "")
    last = decode.date(to, "to") if to else clock.today()
    if (clock.today() - last).days > BACK_MOST:
        raise Problem("bad-value", ("to", "day-long-ago", {"days": BACK_MOST}))
    first = decode.date(since, "from") if since else last - dt.timedelta(days=DAYS - 1)
    if last < first:
        raise Problem("bad-value", ("to", "before-start"))
    if (last - first).days >= DAYS_MOST:
        raise Problem("bad-value", ("from", "span-too-long", {"most": DAYS_MOST}))
    return first, last


def _category(arguments: Mapping[str, str]) -> str | None:
    code = arguments.get("category") or None
    if code is not None and Category.get_or_none(Category.code == code) is None:
        raise Problem("bad-value", ("category", "not-here"))
    return code


def _narrowed(arguments: Mapping[str, str], key: str) -> str | None:
    value = arguments.get(key)
    if value is not None and len(value) > NAME_MOST:
        raise Problem("bad-value", (key, "too-long", {"most": NAME_MOST}))
    return value or None


def by(arguments: Mapping[str, str], asked: Question) -> str | None:
    """By what to group. Problem bad-value for what is no group, and for single days of more than a quarter."""
    name = arguments.get("by") or None
    if name is not None and name not in BY:
        raise Problem("bad-value", ("by", "not-a-choice"))
    if name == DAY and (asked.last - asked.first).days >= SINGLE_DAYS_MOST:
        raise Problem("bad-value", ("from", "span-too-long", {"most": SINGLE_DAYS_MOST}))
    return name


def figure(name: str) -> Figure:
    """The figure of that name. Problem not-found."""
    found = FIGURES.get(name)
    if found is None:
        raise Problem("not-found")
    return found


def which(arguments: Mapping[str, str]) -> str:
    """Which list behind a share: the part that counts, or all of which it tells. Problem bad-value."""
    name = arguments.get("which") or PART
    if name not in (PART, OF):
        raise Problem("bad-value", ("which", "not-a-choice"))
    return name


def place(arguments: Mapping[str, str]) -> int:
    """Where in a list to go on. Problem bad-value."""
    text = arguments.get("cursor", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < DIGITS_MOST):
        raise Problem("bad-value", ("cursor", "bad-value"))
    return int(text or "0")


def words(asked: Question) -> dict[str, str]:
    """The keys of an address that puts this question."""
    found = {"area": asked.area, "from": asked.first.isoformat(), "to": asked.last.isoformat()}
    more = {
        "category": asked.category,
        "platform": asked.platform,
        "channel": asked.channel,
        "unit": asked.unit,
        "alone": "1" if asked.alone else None,
    }
    return found | {key: value for key, value in more.items() if value is not None}


def address(path: str, asked: Question, **more: str) -> str:
    """The path with this question."""
    return f"{path}?{urlencode({**words(asked), **more})}"


def items(one: Counted) -> str | None:
    """Where the API lists what was counted; None of what is withheld."""
    if one.is_withheld:
        return None
    return address(f"/api/v1/figures/{one.figure.name}/{one.figure.list_name}", one.question)
