"""The course of each matter as figures need it, worked out of the ledger and nothing else, and how many there are of a kind."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BooleanField, CompositeKey, IntegerField, TextField

from app.core.db import Row
from app.core.prepared import Prepared, given, insertion

NEITHER = -1  # of a question that nobody has answered: neither yes (1) nor no (0)


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
    in_time = (
        IntegerField()
    )  # whether it was said to be done by its deadline; NEITHER: it had none, or is not done
    minutes = IntegerField()  # of working time until somebody else did something; NEITHER: nobody has
    confirmed = IntegerField()  # what the first said who was asked whether it is done; NEITHER: nobody has
    reopened = IntegerField()  # times


class Tally(Row):
    """How many matters of one kind a wide area (`tallies.WIDE`) received or closed in a day; of a month with category and channel.

    The columns that courses have too mean the same; of a month the minutes are not told apart.
    """

    area = TextField()
    moment = TextField()  # received | closed
    span = TextField()  # YYYY-MM-DD, or YYYY-MM
    category = TextField()  # empty: of a day
    channel = TextField()
    void = BooleanField()
    highest = IntegerField()
    at_once = BooleanField()
    in_time = IntegerField()
    minutes = IntegerField()
    confirmed = IntegerField()
    reopened = IntegerField()  # 1: at least once
    matters = IntegerField()

    class Meta:
        primary_key = CompositeKey(
            "area", "moment", "span", "category", "channel", "void", "highest", "at_once", "in_time", "minutes",
            "confirmed", "reopened",
        )  # fmt: skip


KEY: tuple[Any, ...] = tuple(getattr(Tally, name) for name in Tally._meta.primary_key.field_names)
STORED = Prepared(
    lambda: insertion(Course).on_conflict(
        conflict_target=[Course.matter],
        preserve=[field for field in Course._meta.sorted_fields if field is not Course.matter],
    )
)
ADDED = Prepared(
    lambda: insertion(Tally).on_conflict(
        conflict_target=list(KEY), update={Tally.matters: Tally.matters + given("matters")}
    )
)
