"""Makes the demonstration city, or makes it afresh when it has grown old and nobody has worked in it."""

from __future__ import annotations

import datetime as dt
import importlib
import secrets
from collections.abc import Callable

from peewee import IntegrityError, Model, fn

from app.areas.models import Area
from app.core import clock, db
from app.core.db import Row
from app.demo.city import areas, folk, setup
from app.demo.past import visits, weeks
from app.ledger.models import Entry
from app.people.models import Person

STALE = clock.DAY
DAYS = 28
KEPT = ("meta", "category", "not_ours")  # filled by migrations


class Refused(Exception):
    """The store holds something that is not the demonstration's."""


def _silent(_: str) -> None:
    """Tells nobody."""


def last_act() -> int:
    """The ledger number of the last thing a person did; what the clock does by itself leaves the city untouched."""
    return (
        Entry.select(Entry.seq).where(Entry.actor != "clock").order_by(Entry.seq.desc()).limit(1).scalar()
        or 0
    )


def seed(now: int | None = None, days: int = DAYS, tell: Callable[[str], None] = _silent) -> str:
    """Make the city as of `now` (epoch ms) where it is needed; "made", "made afresh" or "left as it is".

    `days` of past are played before it, and `tell` hears how far they are. Refused where the store has people that are no demonstration's.
    """
    now = clock.now() if now is None else now
    made_at = int(db.Meta.value_of("demo-made", "0"))
    if made_at:
        if now - made_at < STALE or last_act() != int(db.Meta.value_of("demo-seq", "0")):
            return "left as it is"
    elif Person.select().exists() or Area.select().exists():
        raise Refused
    with db.transaction():
        if made_at:
            clear()
        _make(now, days, tell)
    return "made afresh" if made_at else "made"


def _make(now: int, days: int, tell: Callable[[str], None]) -> None:
    """Everything, in the caller's transaction: a kill leaves the store as it was."""
    importlib.import_module(
        "app.wiring"
    ).rules()  # the past is played by the real verbs, and they ask who may see what
    reference = dt.datetime.fromtimestamp(now / 1000, clock.zone())
    try:
        clock.freeze(clock.start_of(reference.date() - dt.timedelta(days=60)))
        ground = areas.build()
        setup.set_up()
        people = folk.settle(ground)
        visits.list_numbers(people)
    finally:
        clock.freeze(None)
    if days:
        weeks.play(now, days, ground, people, tell)
    db.Meta.write("demo-made", str(now))
    db.Meta.write("demo-seq", str(last_act()))
    db.Meta.write(
        "notify:cursor", str(Entry.select(fn.MAX(Entry.seq)).scalar() or 0)
    )  # nobody is told of a played past
    db.Meta.write("epoch", secrets.token_hex(16))  # as after a restore: a phone offers again what it has


def clear() -> None:
    """Empty every table but the facts about the store itself and what the migrations fill."""
    importlib.import_module("app.wiring")  # so that every slice's tables are known
    Area.update(parent=None).execute()
    waiting = [table for table in _tables(Row) if table._meta.table_name not in KEPT]
    while waiting:
        left = [table for table in waiting if not _emptied(table)]
        if len(left) == len(waiting):
            raise RuntimeError("tables hold on to each other: " + ", ".join(t.__name__ for t in left))
        waiting = left


def _emptied(table: type[Model]) -> bool:
    """False where another table's rows still point at this one's: its turn comes later."""
    try:
        with db.transaction():
            table.delete().execute()
    except IntegrityError:
        return False
    return True


def _tables(base: type[Model]) -> list[type[Model]]:
    return [model for table in base.__subclasses__() for model in (table, *_tables(table))]
