"""The table of pictures that a request names by an address and that nobody has fetched yet."""

from __future__ import annotations

from peewee import BigAutoField, BigIntegerField, IntegerField, TextField

from app.core import clock
from app.core.db import Row


class AwaitedPicture(Row):
    """A picture to be fetched for a matter; the row goes as soon as it was, or cannot be."""

    id = BigAutoField()
    source = TextField()
    delivery = TextField()  # the id of what was handed over with it
    matter = TextField()
    url = TextField()
    tries = IntegerField(default=0)
    next_at = BigIntegerField(default=clock.now, index=True)
    received = BigIntegerField(default=clock.now)
