"""The tables of what was pasted from groups: which paste made which request; of the pasted words nothing is kept."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from app.core import clock
from app.core.db import Row


class GroupPaste(Row):
    """One pasted text whose matters were filed."""

    id = TextField(primary_key=True)  # of the form that filed it
    desk = TextField()
    area = TextField()  # where the group lives
    at = BigIntegerField(default=clock.now)
    by = TextField()
    digest = TextField()  # of what the form said, so that the same sent again is known


class GroupRequest(Row):
    """A request that was made of a message, in the order in which they stood."""

    request = TextField(primary_key=True)
    paste = TextField(index=True)
    sort = IntegerField()
