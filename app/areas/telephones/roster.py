"""Who is on duty now at which desk or unit, by the roster."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from app.areas.models import DutyTurn
from app.core import clock
from app.core.remembered import remembered


def on_duty() -> list[DutyTurn]:
    """The turns that run at this moment, those that began last first."""
    now = _now()
    return [turn for turn in _turns() if turn.begins <= now < turn.ends]


def last_change() -> str:
    """When a turn last began or ended: until the next does, nobody else is on duty."""
    edges = _edges()
    return edges[place - 1] if (place := bisect_right(edges, _now())) else ""


def _now() -> str:
    """As the roster writes a moment."""
    return dt.datetime.fromtimestamp(clock.now() / 1000, clock.zone()).strftime("%Y-%m-%d %H:%M")


@remembered
def _turns() -> tuple[DutyTurn, ...]:
    return tuple(DutyTurn.select().order_by(DutyTurn.begins.desc(), DutyTurn.name))


@remembered
def _edges() -> tuple[str, ...]:
    return tuple(sorted({moment for turn in _turns() for moment in (turn.begins, turn.ends)}))
