"""The tables of a city's hotline: how its sheets are read, what each import brought, and which matter is which ticket."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BooleanField, CompositeKey, TextField

from app.core import clock
from app.core.db import Json, Row

YES, NO, OUT = "yes", "no", "out"
TICKETS, REPLIES, CALL_BACKS = "tickets", "replies", "call_backs"  # kinds of sheet


class Hotline(Row):
    """A city's hotline, with the columns of its sheets as a desk has set them; it is a source too, by the same code."""

    code = TextField(primary_key=True)
    area = TextField(unique=True)  # the top of the tree
    columns: Any = Json(
        default=dict
    )  # by kind of sheet and field the header, "" for none; what is missing is guessed
    middling = TextField(default=NO)  # whether 一般 counts as satisfied: yes, no, or out of the rate
    changed = BigIntegerField(null=True)
    changed_by = TextField(null=True)


class HotlineSheet(Row):
    """One sheet that was read in."""

    id = TextField(primary_key=True)  # under which the file waited to be agreed to
    hotline = TextField()
    kind = TextField()
    name = TextField(default="")  # of the file
    at = BigIntegerField(default=clock.now)
    by = TextField()
    counts: Any = Json(default=dict)  # how many rows became what
    taken_back = BigIntegerField(null=True)


class HotlineTicket(Row):
    """Which matter is the ticket with this number; the number never changes, and stands for one ticket alone."""

    matter = TextField(primary_key=True)
    hotline = TextField()
    number = TextField()
    sheet = TextField()
    received = BigIntegerField(default=clock.now)


class HotlineReply(Row):
    """What a sheet of answers says of one ticket: as it was written, however often it is downloaded."""

    sheet = TextField()
    matter = TextField(index=True)
    number = TextField()
    state = TextField()
    answer = TextField()
    contacted = BigIntegerField(null=True)
    done = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("sheet", "number")


class HotlineCallBack(Row):
    """One row of the hotline's 回访 sheet about one ticket; what the sheet leaves empty is null."""

    matter = TextField()
    digest = TextField()
    sheet = TextField(index=True)
    contacted = BooleanField(null=True)
    solved = BooleanField(null=True)
    satisfied = BooleanField(null=True)
    middling = BooleanField(default=False)  # the answer was 一般; `satisfied` is then no
    counted = BooleanField(default=True)  # whether the hotline counts the ticket among the rates
    at = BigIntegerField()
    received = BigIntegerField(default=clock.now)

    class Meta:
        primary_key = CompositeKey("matter", "digest")
