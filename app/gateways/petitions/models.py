"""The table of petitions: a number, to whom it was handed over, and days; no field for a person or for words."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, TextField

from app.core import clock
from app.core.db import Row


class Petition(Row):
    """One petition as a desk has registered it; days are YYYY-MM-DD, null for what has not happened."""

    id = TextField(primary_key=True)  # of the form that registered it
    desk = TextField()
    number = TextField()  # as the petitions office has it; once at a desk
    received = TextField()
    handed_to = TextField(default="")  # the authority whose it is
    handed = TextField(null=True)
    informed = TextField(null=True)  # whoever wrote it was told in writing
    accepted = TextField(null=True)
    is_extended = BooleanField(default=False)
    done = TextField(null=True)
    made = BigIntegerField(default=clock.now)
    made_by = TextField()
    version = BigIntegerField(default=1)
