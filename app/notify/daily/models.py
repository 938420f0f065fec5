"""The table of the digests that go to a chat: one row for a day, a channel and an area or unit."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from app.core.db import Row

NOTHING = "nothing"  # there was nothing to tell; the other states are those of notices


class DailyMessage(Row):
    """A digest on its way; it holds no words, which are worked out when it is sent."""

    day = TextField()  # the last day that it tells of, YYYY-MM-DD
    channel = TextField()  # apprise:<name>
    subject = TextField()  # area:CODE or unit:CODE
    state = TextField()  # waiting → sending → sent | waiting again | failed; or nothing
    tries = IntegerField(default=0)
    due = BigIntegerField()
    claimed = BigIntegerField(null=True)
    sent = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("day", "channel", "subject")
