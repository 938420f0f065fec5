"""The one order of matters that are to be worked on: danger first, then what runs out first, then what came last."""

from __future__ import annotations

from typing import Any

from peewee import Case

from app.core import clock
from app.matters.models import OPEN, WORKING, Matter
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


def expression() -> Any:
    """`key` in the database."""
    runs = Matter.state.in_(WORKING) & Matter.due.is_null(False)
    within = Case(None, [(runs, Matter.due)], BAND - Matter.received_at)
    danger = (Matter.urgency == "emergency") & Matter.state.in_(OPEN)
    return within + Case(None, [(danger, 0)], BAND)


def _is_danger(matter: Matter) -> bool:
    return matter.urgency == "emergency" and matter.is_open()
