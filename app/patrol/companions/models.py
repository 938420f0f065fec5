"""The tables of trackers: the one that a worker has connected, and positions that no known patrol holds yet."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, DoubleField, TextField

from app.core import clock
from app.core.db import Row

OWNTRACKS, TRACCAR = "owntracks", "traccar"
KINDS = (OWNTRACKS, TRACCAR)


class Companion(Row):
    """A tracker on one phone of one person, by a secret of its own; what it sends counts within the person's patrols alone."""

    id = TextField(primary_key=True)
    person = TextField()
    kind = TextField()  # owntracks | traccar: also the source of its fixes
    name = TextField()  # of the phone, as its person calls it
    secret = TextField(unique=True)  # SHA-256
    agreed = BigIntegerField(default=clock.now)
    ended = BigIntegerField(null=True)
    heard = BigIntegerField(null=True)  # when it last sent anything, to the minute
    encrypted = BigIntegerField(
        null=True
    )  # when it last sent what only it can read; null again once a position could be read
    mode = TextField(null=True)  # what it was last asked for: move | quiet
    outside_told = BigIntegerField(null=True)  # when its person was last told that it sends outside a patrol


class SealedFix(Row):
    """A position that no known patrol holds: nobody reads it until the start of the one that does is here, else it is destroyed.

    Backups leave this table out.
    """

    companion = TextField()
    t = BigIntegerField()
    lat = DoubleField()
    lon = DoubleField()
    acc = DoubleField()
    speed = DoubleField(null=True)
    received = BigIntegerField()

    class Meta:
        table_name = "sealed_fix"
        primary_key = CompositeKey("companion", "t")
