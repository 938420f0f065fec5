"""Shorthand: a plan for tomorrow, and the morning of that day."""

from __future__ import annotations

import datetime as dt

from app.admin.reorganisation import carrying_out, verbs
from app.admin.reorganisation.models import Reorganisation
from app.admin.reorganisation.plans import Plan
from app.areas.models import Area
from app.core import clock, ids
from app.matters import rekeying
from app.people.models import Person
from tests import cast as c

NEW1, NEW2 = "330302007011", "330302007012"


def tomorrow() -> str:
    return (clock.today() + dt.timedelta(days=1)).isoformat()


def agreed(by: Person, plan: Plan, day: str | None = None) -> Reorganisation:
    """Drafted and agreed to."""
    row = verbs.draft(by, ids.uuid7(), "第1网格拆成两个", "满三百户", day or tomorrow(), plan)
    verbs.agree(by, row)
    return Reorganisation.get_by_id(row.id)


def morning(row: Reorganisation, after: int = 5) -> int:
    """So many minutes after midnight of its day; how many matters were dealt out."""
    clock.freeze(clock.start_of(dt.date.fromisoformat(row.day)) + after * clock.MINUTE)
    done = carrying_out.come_into_force()
    rekeying.rekey()
    return done


def shape_of(code: str, lat: float, lon: float, high: float = c.STEP_LAT, wide: float = c.STEP_LON) -> None:
    """Draw an area as a box."""
    Area.update(shape=c.box(lat, lon, high, wide)).where(Area.code == code).execute()
