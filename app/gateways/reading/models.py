"""The table of reading keys: another system, and the role in an area with whose reach it reads."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from app.areas.access.reach import Reach
from app.areas.models import Post
from app.core import clock
from app.core.db import Row

DAILY = 5_000  # questions a day, unless something else was agreed


class ReadingKey(Row):
    """Another system that may read, so many times a day, what whoever holds the role there can see; it may do nothing."""

    code = TextField(primary_key=True)
    name = TextField()
    key = TextField(unique=True)  # SHA-256 of the secret
    role = TextField()
    area = TextField()
    unit = TextField(null=True)  # of a handler
    daily = IntegerField(default=DAILY)
    expires = BigIntegerField(null=True)
    ended = BigIntegerField(null=True)
    made = BigIntegerField(default=clock.now)
    made_by = TextField(null=True)
    last_used = BigIntegerField(null=True)

    def is_live(self) -> bool:
        """Whether it opens anything now."""
        return self.ended is None and (self.expires is None or self.expires > clock.now())

    def reach(self) -> Reach:
        """What it can see: nobody's own matters, and what one post with its role opens."""
        return Reach("", (Post(person="", area=self.area, role=self.role, unit=self.unit),))
