"""Marks that come from elsewhere — visits, reports, another patrol — change a patrol's seconds: it is told anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core import clock
from app.ledger import record
from app.ledger.act import Act
from app.patrol.models import Patrol

REACH = 4 * clock.HOUR  # the farthest that a threshold lets a mark matter


def after_marks(act: Act, begins: int, ends: int, why: dict[str, Any], but: str = "") -> None:
    """Put the caller's patrols around these moments (epoch ms) into the changes feed again, each with a new number.

    Inside the caller's transaction; purged ones stay as they are, and so does the patrol `but`.
    """
    is_near = (Patrol.until >= begins - REACH) | (  # one nobody has ended lasts to the day's last mark
        Patrol.finished.is_null() & (Patrol.until >= begins - clock.DAY)
    )
    touched = Patrol.select().where(
        Patrol.person == act.person,
        Patrol.started <= ends + REACH,
        is_near,
        Patrol.purged.is_null(),
        Patrol.id != but,
    )
    for patrol in list(touched):
        entry = record.record(
            replace(act, place=None, op=None), "patrol", patrol.id, "marked", photos=(), body=why,
            area=patrol.areas[0],
        )  # fmt: skip
        query = Patrol.update(seq=entry.seq, version=Patrol.version + 1)
        query.where(Patrol.id == patrol.id).execute()
