"""The tables of patrols, their tracks as compact chunks, marks, named gaps, visits, errands, and who looked at a track."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigAutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from app.areas.models import Area
from app.core import clock
from app.core.db import Json, Row
from app.core.prepared import Prepared, given, insertion, replacement
from app.people.models import Person


class Patrol(Row):
    """A round that a worker began; `started` and `finished` are the phone's times, epoch ms."""

    id = TextField(primary_key=True)  # uuid made by the phone
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    areas = Json()  # codes, sorted; the rows of PatrolArea make them searchable
    started = BigIntegerField()
    finished = BigIntegerField(null=True)
    finish_op = TextField(null=True)
    latest = BigIntegerField(null=True)  # how far the finish can tell, where it lies after its own receipt
    until = BigIntegerField()  # the latest moment anything of it tells of: start, fix, mark or finish
    received = BigIntegerField(default=clock.now)
    last_chunk = BigIntegerField(null=True)  # when its latest chunk was received: retention counts from here
    fixes = IntegerField(default=0)
    purged = BigIntegerField(null=True)  # when the track was reduced to its summary
    seq = BigIntegerField()
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("person", "started", "id"), False), (("seq",), False))

    @property
    def counted_to(self) -> int | None:
        """Its end as far as it counts: nothing after the receipt of the finish, on the phone's axis; None while open."""
        if self.finished is None or self.latest is None:
            return self.finished
        return max(self.started, min(self.finished, self.latest))

    def is_open(self) -> bool:
        """Whether the worker has not ended it."""
        return self.finished is None

    @classmethod
    def owned_by(cls, person: str, id: str) -> Patrol | None:
        """The person's own patrol with this id."""
        return _OWN.one_of(cls, id=id, person=person)

    def add(self) -> None:
        """Write it as a new row."""
        _NEW.send(**{**dict.fromkeys(self._meta.sorted_field_names), **self.__data__})

    def write(self) -> None:
        """Write the whole row in the place of the one that stands: every chunk of a track does."""
        _SAME.send(**{**dict.fromkeys(self._meta.sorted_field_names), **self.__data__})


_OWN = Prepared(lambda: Patrol.select().where(Patrol.id == given("id"), Patrol.person == given("person")))
_NEW = Prepared(lambda: insertion(Patrol))
_SAME = Prepared(lambda: replacement(Patrol))


class PatrolArea(Row):
    """An area that a patrol covers, for finding patrols by area."""

    patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
    area = ForeignKeyField(Area, on_delete="RESTRICT")

    class Meta:
        primary_key = CompositeKey("patrol", "area")


class Chunk(Row):
    """Up to 600 fixes as the phone sent them, packed by `chunks`."""

    id = TextField(primary_key=True)  # the op's id
    patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
    source = TextField()
    first = BigIntegerField()
    last = BigIntegerField()
    n = IntegerField()
    packed = BlobField()
    latest = BigIntegerField(null=True)  # how far it can tell, where fixes of it lie after its own receipt
    received = BigIntegerField(default=clock.now)


class Mark(Row):
    """The worker stood at a building or checkpoint. The position goes when the track goes."""

    id = TextField(primary_key=True)  # the op's id
    patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    area = ForeignKeyField(Area, on_delete="RESTRICT")
    how = TextField()  # qr | near | chosen
    at = BigIntegerField()
    lat = DoubleField(null=True)
    lon = DoubleField(null=True)
    latest = BigIntegerField(
        null=True
    )  # how far it can tell, where it lies after its own receipt: then it is no mark
    received = BigIntegerField(default=clock.now)

    class Meta:
        indexes = ((("person", "at"), False),)


class Gap(Row):
    """A stretch without position as the worker's phone or the worker names it; a lead may say yes or no to a sentence."""

    id = TextField(primary_key=True)  # the op's id
    patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
    begins = BigIntegerField()
    ends = BigIntegerField()
    cause = TextField()
    text = TextField(null=True)
    received = BigIntegerField(default=clock.now)
    seq = BigIntegerField()
    agreed = BooleanField(null=True)
    judged_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    judged_at = BigIntegerField(null=True)
    judged_text = TextField(null=True)


class Visit(Row):
    """A call on a household: where, why and how it ended; never who lives there."""

    id = TextField(primary_key=True)  # uuid made by the phone
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    area = ForeignKeyField(Area, on_delete="RESTRICT")
    household = TextField(null=True)  # a door, as in "2-301"
    purpose = TextField()
    outcome = TextField()
    text = TextField(null=True)
    started = BigIntegerField()
    minutes = IntegerField()  # as the worker said
    ended = BigIntegerField()  # the end that counts: never after the op that tells of it
    next = TextField(null=True)  # the day agreed for the next time, YYYY-MM-DD
    plan = TextField(null=True)  # the planned visit that this one was
    lat = DoubleField(null=True)
    lon = DoubleField(null=True)
    received = BigIntegerField(default=clock.now)
    seq = BigIntegerField()
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("person", "started"), False), (("seq",), False), (("area", "started"), False))

    @property
    def uncounted(self) -> int:
        """Milliseconds of what the worker said that do not count."""
        return self.minutes * clock.MINUTE - (self.ended - self.started)


class VisitPlan(Row):
    """A visit still to be made: planned by itself, or agreed as the next time of another (then under that visit's id)."""

    id = TextField(primary_key=True)  # uuid made by the phone
    person = ForeignKeyField(Person, on_delete="RESTRICT")
    area = ForeignKeyField(Area, on_delete="RESTRICT")
    household = TextField(null=True)
    purpose = TextField()
    on = TextField()  # the day, YYYY-MM-DD
    since = BigIntegerField()  # by the phone's clock: any visit to that door begun after it closes the plan
    closed = BigIntegerField(null=True)  # when it was received that it is made or dropped
    visit = TextField(null=True)  # the visit that closed it; null where it was dropped
    seq = BigIntegerField()
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("person", "closed"), False), (("area", "closed"), False), (("seq",), False))


class Errand(Row):
    """Something done for a resident: what, and which papers are in our hands; never whose they are."""

    id = TextField(primary_key=True)  # uuid made by the phone
    number = TextField(unique=True)
    token = TextField(unique=True)  # SHA-256 of the slip's token
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="errands")  # who has it now
    taken_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="errands_taken")
    area = ForeignKeyField(Area, on_delete="RESTRICT")
    household = TextField(null=True)
    what = TextField()
    papers: Any = Json(default=list)  # named when it was taken on
    held: Any = Json(default=list)  # in our hands now
    promised = TextField(null=True)  # a day, YYYY-MM-DD
    state = TextField()  # of errand_table
    taken = BigIntegerField()
    received = BigIntegerField(default=clock.now)
    seq = BigIntegerField()
    version = IntegerField(default=1)

    class Meta:
        indexes = (
            (("person", "state"), False),
            (("taken_by",), False),
            (("area", "state"), False),
            (("seq",), False),
        )


class Summary(Row):
    """What stays of a track after its time: when which cause held, without positions."""

    patrol = ForeignKeyField(Patrol, primary_key=True, on_delete="CASCADE")
    spans = Json()  # [[from, to, cause]…] epoch ms
    uncounted = Json(null=True)  # [[from, to]…] epoch ms: what lay after its own receipt
    late = Json(default=list)  # chunks that came afterwards: [{"from", "to", "fixes", "received"}]
    made = BigIntegerField(default=clock.now)


class TrackView(Row):
    """Somebody looked at somebody else's patrol."""

    id = BigAutoField()
    patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
    owner = ForeignKeyField(Person, on_delete="RESTRICT")
    viewer = ForeignKeyField(Person, on_delete="RESTRICT")
    what = TextField()  # summary | gpx | geojson
    at = BigIntegerField(default=clock.now)

    class Meta:
        indexes = ((("owner", "at"), False),)
