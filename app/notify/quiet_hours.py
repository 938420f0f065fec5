"""When a message may go out: quiet hours of the place, the pause between two messages, and how often a head is asked."""

from __future__ import annotations

import datetime as dt

from app.areas import local_settings, tree
from app.core import clock


def setting_at(area: str, name: str) -> str:
    """The setting that holds at the area, as text."""
    value = tree.setting(area, name, "")
    setting = local_settings.BY_NAME[name]
    if setting.form is not None:
        return value if setting.form.fullmatch(value) else setting.default
    try:
        return value if setting.least <= float(value) <= setting.most else setting.default
    except ValueError:
        return setting.default


def number(area: str, name: str) -> float:
    """The setting that holds at the area, as a number."""
    return float(setting_at(area, name))


def pause(area: str) -> int:
    """Milliseconds between two messages to one person over one channel."""
    return round(number(area, "notice_minutes") * clock.MINUTE)


def next_loud(area: str, at: int) -> int:
    """`at`, or the end of the quiet hours it falls into (epoch ms); from and to alike means that none are quiet."""
    begins, ends = (_minutes(part) for part in setting_at(area, "quiet_hours").split("-"))
    moment = dt.datetime.fromtimestamp(at / 1000, clock.zone())
    now = moment.hour * 60 + moment.minute
    quiet = begins <= now < ends if begins <= ends else now >= begins or now < ends
    if not quiet:
        return at
    day = moment.date() + dt.timedelta(days=1 if begins > ends and now >= begins else 0)
    return clock.start_of(day) + ends * clock.MINUTE


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)
