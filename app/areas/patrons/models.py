"""The table of the units that look after an area."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, TextField

from app.core import clock
from app.core.db import Row


class Patron(Row):
    """A unit looks after a community (or street): whoever handles for it reads that area's report, and nothing else of it."""

    area = TextField()
    unit = TextField()
    made = BigIntegerField(default=clock.now)
    made_by = TextField()

    class Meta:
        primary_key = CompositeKey("area", "unit")
        indexes = ((("unit",), False),)
