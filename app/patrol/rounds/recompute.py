"""Marks that come from elsewhere — visits, reports, another patrol — change a patrol's seconds: it is told anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from peewee import ModelSelect

from app.core import clock
from app.core.prepared import Prepared, given
from app.ledger import record
from app.ledger.act import Act
from app.patrol.models import Patrol

REACH = 4 * clock.HOUR  # the farthest that a threshold lets a mark matter


def after_marks(act: Act, begins: int, ends: int, why: dict[str, Any], but: str = "") -> None:
    """Put the caller's patrols around these moments (epoch ms) into the changes feed again, each with a new number.

    Inside the caller's transaction; purged ones stay as they are, and so does the patrol `but`.
    """
    person = act.person.id if act.person is not None else None
    around = {
        "latest": ends + REACH,
        "earliest": begins - REACH,
        "day": begins - clock.DAY,
    }
    for patrol, areas in _TOUCHED.rows(person=person, but=but, **around):
        entry = record.record(
            replace(act, place=None, op=None), "patrol", patrol, "marked", photos=(), body=why, area=areas[0]
        )
        _RENUMBER.change(seq=entry.seq, patrol=patrol)


def _touched() -> ModelSelect:
    is_near = (Patrol.until >= given("earliest")) | (  # one nobody has ended lasts to the day's last mark
        Patrol.finished.is_null() & (Patrol.until >= given("day"))
    )
    return Patrol.select(Patrol.id, Patrol.areas).where(
        Patrol.person == given("person"),
        Patrol.started <= given("latest"),
        is_near,
        Patrol.purged.is_null(),
        Patrol.id != given("but"),
    )


_TOUCHED = Prepared(_touched)
_RENUMBER = Prepared(
    lambda: Patrol.update(seq=given("seq"), version=Patrol.version + 1).where(Patrol.id == given("patrol"))
)
