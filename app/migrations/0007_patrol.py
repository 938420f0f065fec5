"""Patrols, chunks of their tracks, marks, named gaps, visits, summaries, and looks at tracks."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    _walked(db)
    _told(db)


def _walked(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Base):
        id = TextField(primary_key=True)

    class Area(Base):
        code = TextField(primary_key=True)

    class Patrol(Base):
        id = TextField(primary_key=True)
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        areas = TextField()
        started = BigIntegerField()
        finished = BigIntegerField(null=True)
        finish_op = TextField(null=True)
        until = BigIntegerField()
        received = BigIntegerField()
        last_chunk = BigIntegerField(null=True)
        fixes = IntegerField()
        purged = BigIntegerField(null=True)
        seq = BigIntegerField()
        version = IntegerField()

        class Meta:
            indexes = ((("person", "started"), False), (("seq",), False))

    class PatrolArea(Base):
        patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
        area = ForeignKeyField(Area, on_delete="RESTRICT")

        class Meta:
            primary_key = CompositeKey("patrol", "area")

    class Chunk(Base):
        id = TextField(primary_key=True)
        patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
        source = TextField()
        first = BigIntegerField()
        last = BigIntegerField()
        n = IntegerField()
        packed = BlobField()
        received = BigIntegerField()

    class Mark(Base):
        id = TextField(primary_key=True)
        patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        area = ForeignKeyField(Area, on_delete="RESTRICT")
        how = TextField()
        at = BigIntegerField()
        lat = DoubleField(null=True)
        lon = DoubleField(null=True)
        received = BigIntegerField()

        class Meta:
            indexes = ((("person", "at"), False),)

    db.create_tables([Patrol, PatrolArea, Chunk, Mark])


def _told(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Base):
        id = TextField(primary_key=True)

    class Area(Base):
        code = TextField(primary_key=True)

    class Patrol(Base):
        id = TextField(primary_key=True)

    class Gap(Base):
        id = TextField(primary_key=True)
        patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
        begins = BigIntegerField()
        ends = BigIntegerField()
        cause = TextField()
        text = TextField(null=True)
        received = BigIntegerField()
        seq = BigIntegerField()
        agreed = BooleanField(null=True)
        judged_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        judged_at = BigIntegerField(null=True)
        judged_text = TextField(null=True)

    class Visit(Base):
        id = TextField(primary_key=True)
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        area = ForeignKeyField(Area, on_delete="RESTRICT")
        household = TextField(null=True)
        purpose = TextField()
        outcome = TextField()
        text = TextField(null=True)
        started = BigIntegerField()
        minutes = IntegerField()
        lat = DoubleField(null=True)
        lon = DoubleField(null=True)
        received = BigIntegerField()
        seq = BigIntegerField()
        version = IntegerField()

        class Meta:
            indexes = ((("person", "started"), False), (("seq",), False), (("area", "started"), False))

    class Summary(Base):
        patrol = ForeignKeyField(Patrol, primary_key=True, on_delete="CASCADE")
        spans = TextField()
        late = TextField()
        made = BigIntegerField()

    class TrackView(Base):
        id = BigAutoField()
        patrol = ForeignKeyField(Patrol, on_delete="CASCADE")
        owner = ForeignKeyField(Person, on_delete="RESTRICT")
        viewer = ForeignKeyField(Person, on_delete="RESTRICT")
        what = TextField()
        at = BigIntegerField()

        class Meta:
            indexes = ((("owner", "at"), False),)

    db.create_tables([Gap, Visit, Summary, TrackView])
