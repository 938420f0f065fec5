"""The tables of storms: what was declared, a list of doors for each grid, and what was last said at each door."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BooleanField, CompositeKey, ForeignKeyField, IntegerField, TextField

from app.areas.models import Area
from app.core import clock
from app.core.db import Json, Row
from app.people.models import Person

QUESTIONS = ("told", "moved", "help")  # each answered by yes or no


class Storm(Row):
    """Storm mode of some areas, from its declaration until it is ended."""

    id = TextField(primary_key=True)  # made with the form that declared it
    name = TextField()
    areas: Any = Json()  # codes, none below another
    begins = BigIntegerField()  # epoch ms, as it was declared
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
