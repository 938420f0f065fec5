"""Forgets the doors of visits, planned visits and errands when their time is over: a list of who lives where is not ours to keep."""

from __future__ import annotations

from typing import Any

from app.areas import local_settings
from app.areas.models import AreaSetting
from app.core import clock, db, keyset
from app.ledger import record
from app.ledger.act import by_clock
from app.patrol.errands.table import OPEN
from app.patrol.models import Errand, Visit, VisitPlan

SETTING = "door_days"


def forget() -> int:
    """Every door whose time is over, a transaction each; what is still planned or under way keeps its own. How many."""
    over = clock.now() - _shortest() * clock.DAY
    waiting: tuple[tuple[str, Any, Any], ...] = (
        ("visit", Visit.started, Visit.select()),
        ("plan", VisitPlan.since, VisitPlan.select().where(VisitPlan.closed.is_null(False))),
        ("errand", Errand.taken, Errand.select().where(Errand.state.not_in(OPEN))),
    )
    days: dict[str, float] = {}
    done = 0
    for kind, moment, query in waiting:
        due = query.where(moment < over, query.model.household.is_null(False))
        for row in keyset.pages(due, due.model.id):
            if row.area_id not in days:
                days[row.area_id] = local_settings.number_at(row.area_id, SETTING)
            if getattr(row, moment.name) < clock.now() - days[row.area_id] * clock.DAY:
                done += _forget(kind, due, row.id)
    return done


def _shortest() -> float:
    """The least number of days set anywhere."""
    lives = [
        local_settings.number_at(row.area_id, SETTING)
        for row in AreaSetting.select().where(AreaSetting.name == SETTING)
    ]
    return min([float(local_settings.BY_NAME[SETTING].default), *lives])


def _forget(kind: str, due: Any, id: str) -> int:
    with db.transaction():
        row = due.where(due.model.id == id).first()  # anew, inside the lock: an errand may be under way again
        if row is None:
            return 0
        entry = record.record(by_clock(), kind, id, "forget_door", area=row.area_id)
        row.household, row.seq, row.version = None, entry.seq, row.version + 1
        row.save()
    return 1
