"""The tables of storms: what was declared, a list of doors for each grid, and what was last said at each door."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BooleanField, CompositeKey, ForeignKeyField, IntegerField, TextField

from app.areas.models import Area
from app.core import clock
from app.core.db import Json, Row
from app.core.words import mark
from app.people.models import Person

# each answered by yes or no, with what it is called; phones have them with their vocabulary
QUESTIONS = {"told": mark("已通知"), "moved": mark("已转移"), "help": mark("要帮忙")}
# the answers by which somebody at the door was reached; any one is enough
REACHED_BY: dict[str, tuple[bool, ...]] = {"told": (True,), "moved": (True,), "help": (True, False)}
KEEP_HOURS = 12  # so long after the last word from the office a phone holds a list


class Storm(Row):
    """Storm mode of some areas, from its declaration until it is ended."""

    id = TextField(primary_key=True)  # made with the form that declared it
    name = TextField()
    areas: Any = Json()  # codes, none below another
    begins = BigIntegerField()  # epoch ms, as it was declared
    until = BigIntegerField(
        null=True
    )  # when it is expected to be over: phones without a line let go of the list then
    by = ForeignKeyField(Person, on_delete="RESTRICT", backref="storms")
    created = BigIntegerField(default=clock.now)
    ended = BigIntegerField(null=True)
    ended_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="storms_ended")

    class Meta:
        indexes = ((("ended", "created"), False),)


class StormList(Row):
    """The doors of one grid in a storm; phones on duty there have it until it is closed."""

    id = TextField(primary_key=True)
    storm = ForeignKeyField(Storm, on_delete="RESTRICT", backref="lists")
    area = ForeignKeyField(Area, on_delete="RESTRICT")
    closed = BigIntegerField(null=True)
    seq = BigIntegerField()
    version = IntegerField(default=1)

    class Meta:
        table_name = "storm_list"
        indexes = ((("storm", "area"), True), (("area", "closed"), False), (("seq",), False))


class StormDoor(Row):
    """A building, or an entrance of one, and the newest answer to each question; never who lives there."""

    list = ForeignKeyField(StormList, on_delete="CASCADE", backref="doors")
    area = ForeignKeyField(Area, on_delete="RESTRICT")
    told = BooleanField(null=True)
    told_at = BigIntegerField(null=True)  # epoch ms on our own axis of time: the latest answer counts
    moved = BooleanField(null=True)
    moved_at = BigIntegerField(null=True)
    help = BooleanField(null=True)
    help_at = BigIntegerField(null=True)
    matter = TextField(null=True)  # that was filed because somebody needs help

    class Meta:
        table_name = "storm_door"
        primary_key = CompositeKey("list", "area")
        indexes = ((("area",), False),)
