"""The one order of matters that are to be worked on: danger first, then what runs out first, then what came last."""

from __future__ import annotations

from app.core import clock
from app.matters.models import Matter
from app.matters.timing import deadlines

BAND = 2 * clock.LATEST  # wide enough for every deadline, and behind them for everything that has none


def key(matter: Matter) -> int:
    """The place of the matter, the smaller the earlier.

    What has no running deadline (because it waits to be confirmed, say) stands behind what has one, the newest first: by
    what its row shows instead.
    """
    late_at = deadlines.late_at(matter)
    within = late_at if late_at is not None else BAND - matter.received_at
    return within if _is_danger(matter) else BAND + within


def _is_danger(matter: Matter) -> bool:
    return matter.urgency == "emergency" and matter.is_open()
