"""Four weeks of past: the days' rounds and what was found on them, the stories, and the clock's own work between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.core import clock
from app.demo.city.areas import Ground
from app.demo.city.folk import Folk
from app.demo.past import open_requests, requests, rounds, stories, visits
from app.demo.stage import Stage, clock_work

LOOKS = (6, 12, 18)  # hours at which the clock's work is looked at


def play(now: int, days: int, ground: Ground, folk: Folk, tell: Callable[[str], None]) -> None:
    """Let the last `days` days happen up to `now`, inside the caller's transaction; `tell` hears of each week."""
    stage = Stage(now, ground, folk)
    today = clock.date_of(now)
    for back in range(days, -1, -1):
        day = today - dt.timedelta(days=back)
        for hour in LOOKS:
            stage.at(clock.start_of(day) + hour * clock.HOUR, clock_work)
        if back % 7 == 0:
            stage.at(clock.start_of(day), lambda day=day: tell(day.isoformat()))  # type: ignore[misc]
        rounds.plan_day(stage, day, today)
    requests.plan(stage, days)
    open_requests.plan(stage)
    stories.plan(stage)
    visits.plan(stage)
    stage.play()
