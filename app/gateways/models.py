"""The tables of other systems: the sources that hand matters over, and what each of them handed over."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BooleanField, IntegerField, TextField

from app.core import clock
from app.core.db import Json, Row

PEOPLE, MACHINE = "people", "machine"  # a hotline tells of somebody who waits; a sensor of a thing
UNNAMED = "unnamed:"  # how the name begins of what came by Open311 without one of the client's
DAILY = 500  # deliveries a day, unless something else was agreed


class Source(Row):
    """Another system that may hand matters over, by a key of its own, for some places and things, so many a day."""

    code = TextField(primary_key=True)
    name = TextField()
    kind = TextField()  # people | machine
    key = TextField(unique=True)  # SHA-256 of the secret
    area = TextField()  # it may hand over for this place and below
    categories: Any = Json(default=list)  # codes of things or classes; none: whatever is in use
    daily = IntegerField(default=DAILY)
    expires = BigIntegerField(null=True)
    ended = BigIntegerField(null=True)
    made = BigIntegerField(default=clock.now)
    made_by = TextField(null=True)
    last_used = BigIntegerField(null=True)
    quiet_told = BigIntegerField(null=True)  # that it has been quiet, since it was last used

    def is_live(self) -> bool:
        """Whether its key opens anything now."""
        now = clock.now()
        return self.ended is None and (self.expires is None or self.expires > now)

    @property
    def bringer(self) -> str:
        """The key under which its photos are brought."""
        return bringer(self.code)


def bringer(code: str) -> str:
    """The key under which the source with this code brings photos."""
    return f"source:{code}"


class Delivery(Row):
    """One thing that a source handed over, under the id it gave it: the same sent again does nothing more."""

    id = TextField(primary_key=True)  # uuid7 made by the source
    source = TextField()
    external = TextField()  # what the source calls the matter
    digest = TextField()  # of the canonical JSON of what was said, made with the city's secret
    matter = TextField(index=True)
    number = TextField()
    is_note = BooleanField(default=False)  # the matter was here: its words were filed with it
    external_url = TextField(null=True)
    due = BigIntegerField(null=True)  # until when the source wants it done
    contact_by = BigIntegerField(null=True)  # until when it wants somebody called
    received = BigIntegerField(default=clock.now)
