"""The course of each matter as figures need it, worked out of the ledger and nothing else: it can be made anew at any time."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, FloatField, IntegerField, TextField

from app.core.db import Row
from app.core.prepared import Prepared, insertion


class Course(Row):
    """What became of one matter up to its entry `entry`; days are the city's, as ISO text."""

    matter = TextField(primary_key=True)
    entry = BigIntegerField()
    area = TextField()  # its place
    category = TextField()
    origin = TextField()  # how it began (app/board/origins.py)
    channel = TextField()  # by which it came; "found": staff found it
    void = BooleanField()
    highest = IntegerField()  # of the levels where it lay, the rank of the highest (`course.RANKS`)
    received_at = BigIntegerField()
    received_day = TextField()
    closed_at = BigIntegerField(null=True)  # null unless it is closed now
    closed_day = TextField(null=True)
    at_once = BooleanField()  # staff found it, and the finder settled it there and then
    in_time = BooleanField(null=True)  # said to be done by its deadline; null: it had none, or is not done
    minutes = FloatField(null=True)  # of working time until somebody else did something; null: nobody has
    confirmed = BooleanField(
        null=True
    )  # what the first said who was asked whether it is done; null: nobody has
    reopened = IntegerField()  # times


STORED = Prepared(
    lambda: insertion(Course).on_conflict(
        conflict_target=[Course.matter],
        preserve=[field for field in Course._meta.sorted_fields if field is not Course.matter],
    )
)
