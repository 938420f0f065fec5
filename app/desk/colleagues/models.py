"""The table of who has which matter open just now."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, CompositeKey, TextField

from app.core.db import Row


class OpenBeside(Row):
    """One person with one matter open: since when, when that was last heard, and whether they write."""

    person = TextField()
    matter = TextField()
    since = BigIntegerField()
    seen = BigIntegerField()
    is_writing = BooleanField()

    class Meta:
        table_name = "open_beside"
        primary_key = CompositeKey("person", "matter")
