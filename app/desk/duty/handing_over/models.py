"""The table of a desk's handovers."""

from __future__ import annotations

from peewee import BigIntegerField, TextField

from app.core.db import Json, Row


class Handover(Row):
    """One shift handed over at a desk: by whom, to whom, and what was open at that moment, as it is printed."""

    id = TextField(primary_key=True)  # of the form
    area = TextField()  # whose desk
    since = BigIntegerField()  # what came is counted from here
    at = BigIntegerField()
    by = TextField()
    to = TextField(null=True)  # null where nobody else sits there
    remark = TextField(default="")
    taken = BigIntegerField(null=True)  # when somebody of the desk said that they have it
    taken_by = TextField(null=True)
    note = Json()  # as `handover.note` made it

    class Meta:
        indexes = ((("area", "at"), False),)
