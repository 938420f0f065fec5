"""The tables of other systems to which matters go: the system, what waits to be sent, and what each calls a matter."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from app.areas.access.reach import Reach
from app.areas.models import Post
from app.core import clock
from app.core.db import Json, Row

# states of a sending: `refused` by the other system so often that somebody has to look
WAITING, SENT, REFUSED = "waiting", "sent", "refused"


class System(Row):
    """Another system that is told of the matters of a place, in its own words, and tells what became of them there."""

    code = TextField(primary_key=True)
    name = TextField()
    area = TextField()  # it is told of this place and below
    categories: Any = Json(default=list)  # codes of things or classes; none: all
    address = TextField(null=True)  # where it is told; none: it asks by its key, or is handed a file
    fields: Any = Json(default=list)  # the map: [Entry]
    answer: Any = Json(default=dict)  # where what stands in its answer: Answered
    source = TextField(null=True)  # code of the source as which it hands matters over in its own words
    key = TextField(unique=True)  # SHA-256 of the secret by which it comes back
    serial = IntegerField(default=1)  # of the secret by which is signed what goes to it
    cursor = BigIntegerField()  # up to which ledger number it has been looked through
    tries = IntegerField(default=0)  # in vain, one after the other
    try_at = BigIntegerField(default=0)  # when it is tried again
    trouble = TextField(null=True)  # why the last try was in vain (app/gateways/systems/troubles.py)
    trouble_since = BigIntegerField(null=True)
    told: Any = Json(
        default=list
    )  # of which troubles word was left (app/gateways/systems/outgoing/watching.py)
    visits_from = BigIntegerField(
        null=True
    )  # it is told of visits after this ledger number; none: of no visits
    visits_cursor = BigIntegerField(default=0)  # up to which it has been looked through for visits
    last_sent = BigIntegerField(null=True)
    ended = BigIntegerField(null=True)
    made = BigIntegerField(default=clock.now)
    made_by = TextField(null=True)

    class Meta:
        table_name = "other_system"

    def is_live(self) -> bool:
        """Whether anything goes to it or is taken from it."""
        return self.ended is None

    def reach(self) -> Reach:
        """With whose discretion it is told: as a neighbour is, without who reported in confidence and their words."""
        return Reach("", (Post(person="", area=self.area, role="building_head"),))


class Sending(Row):
    """What one system is told of one matter, or visit, as it stood at one number of the ledger, under an id that stays the same."""

    id = TextField(primary_key=True)  # uuid7
    system = TextField()
    matter = TextField()  # or the visit's id
    kind = TextField(default="matter")  # matter | visit
    seq = BigIntegerField()
    body = TextField()  # JSON in the system's words; empty once it was sent
    state = TextField(default=WAITING)
    tries = IntegerField(default=0)
    due = BigIntegerField(default=clock.now)
    made = BigIntegerField(default=clock.now)
    sent = BigIntegerField(null=True)
    fault = TextField(null=True)  # why it was refused

    class Meta:
        indexes = ((("system", "matter", "seq"), True), (("system", "state", "seq"), False))


class ForeignCase(Row):
    """What another system calls a matter, and how it stands there."""

    system = TextField()
    matter = TextField(index=True)
    number = TextField(null=True)
    state = TextField(null=True)  # in the system's own words
    words = TextField(null=True)  # what it says of it
    url = TextField(null=True)
    at = BigIntegerField(null=True)  # since when, by the system's clock
    told = BigIntegerField(default=clock.now)
    other_number = TextField(null=True)  # another one that it gave later: nobody has decided yet

    class Meta:
        primary_key = CompositeKey("system", "matter")
        indexes = ((("system", "number"), False),)
