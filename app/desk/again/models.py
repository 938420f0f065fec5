"""The table of matters that people want to look at again."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, TextField

from app.core.db import Row


class LookAgain(Row):
    """One person's mark on one matter: when to look at it again (epoch ms)."""

    person = TextField()
    matter = TextField()
    at = BigIntegerField()
    made = BigIntegerField()

    class Meta:
        table_name = "look_again"
        primary_key = CompositeKey("person", "matter")
