"""The table of complaints and suggestions."""

from __future__ import annotations

from peewee import BigIntegerField, TextField

from app.core import clock
from app.core.db import Row

KINDS = ("complaint", "suggestion", "data")
LEAVER = 30 * clock.DAY  # how long the phone number of an account that has ended stays
KEPT = 3 * 365 * clock.DAY  # how long a complaint and its answer stay after they were answered


class Complaint(Row):
    """What somebody told us about ourselves, by when it is answered, and the answer. Whoever does not sign is not kept."""

    id = TextField(primary_key=True)  # sha256 of the secret in the private link
    number = TextField(unique=True)
    kind = TextField()
    text = TextField()
    area = TextField()  # who answers: the desks there and above
    name = TextField(null=True)
    phone = TextField(null=True)
    person = TextField(null=True)  # a member of staff who signed it
    received = BigIntegerField(default=clock.now)
    due = BigIntegerField()
    answer = TextField(null=True)
    answered = BigIntegerField(null=True)
    answered_by = TextField(null=True)
    contact_deleted = BigIntegerField(null=True)
