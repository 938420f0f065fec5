"""Numbers and moments as trackers write them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from app.core import clock, decode

MILLISECONDS_FROM = (
    2**31 - 1
)  # a whole number from here on is one of milliseconds, as in Traccar's own decoder
LONGEST = 40  # characters of a number or a moment


def number(value: Any) -> float | None:
    """A finite number, written as one or as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and (len(value) > LONGEST or not decode.NUMBER_FORM.fullmatch(value.strip())):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def moment(value: Any) -> int | None:
    """Epoch ms of a moment in seconds, milliseconds, ISO 8601 or a plain date and time in UTC; None for anything else."""
    seconds = number(value)
    if seconds is not None:
        ms = round(seconds) if seconds >= MILLISECONDS_FROM else round(seconds * 1000)
        return ms if clock.EARLIEST <= ms < clock.LATEST else None
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    try:
        at = dt.datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    ms = round((at if at.tzinfo else at.replace(tzinfo=dt.UTC)).timestamp() * 1000)
    return ms if clock.EARLIEST <= ms < clock.LATEST else None
