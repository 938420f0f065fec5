"""Persons, sessions, devices, tokens, passkeys, enrolments and sign-in delays."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    person = _person(Base)
    tables = [person, *_ways_in(Base, person), *_credentials(Base, person)]
    db.create_tables(tables)


def _person(Base):
    class Person(Base):
        id = TextField(primary_key=True)
        name = TextField()
        phone = TextField(null=True, unique=True)
        staff_no = TextField(null=True, unique=True)
        login = TextField(null=True, unique=True)
        password = TextField(null=True)
        handle = BlobField(null=True)
        large_type = BooleanField()
        created = BigIntegerField()
        ended = BigIntegerField(null=True)
        ended_by = TextField(null=True)

    return Person


def _ways_in(Base, Person):
    class Session(Base):
        id = TextField(primary_key=True)
        person = ForeignKeyField(Person, on_delete="CASCADE")
        device = TextField(null=True)
        created = BigIntegerField()
        seen = BigIntegerField()
        proved = BigIntegerField()
        expires = BigIntegerField()
        ended = BigIntegerField(null=True)

    class Device(Base):
        id = TextField()
        person = ForeignKeyField(Person, on_delete="CASCADE")
        label = TextField()
        created = BigIntegerField()
        seen = BigIntegerField()
        report = TextField(null=True)
        reported = BigIntegerField(null=True)
        lost = BigIntegerField(null=True)
        lost_by = TextField(null=True)

        class Meta:
            primary_key = CompositeKey("id", "person")

    class SyncToken(Base):
        id = TextField(primary_key=True)
        person = ForeignKeyField(Person, on_delete="CASCADE")
        device = TextField()
        created = BigIntegerField()
        expires = BigIntegerField()
        revoked = BigIntegerField(null=True)

    return Session, Device, SyncToken


def _credentials(Base, Person):
    class Passkey(Base):
        id = TextField(primary_key=True)
        person = ForeignKeyField(Person, on_delete="CASCADE")
        public_key = BlobField()
        sign_count = BigIntegerField()
        backup_eligible = BooleanField()
        label = TextField()
        created = BigIntegerField()
        used = BigIntegerField(null=True)

    class Challenge(Base):
        id = TextField(primary_key=True)
        purpose = TextField()
        person = TextField(null=True)
        expires = BigIntegerField()

    class Enrolment(Base):
        id = TextField(primary_key=True)
        person = ForeignKeyField(Person, on_delete="CASCADE")
        made_by = TextField(null=True)
        created = BigIntegerField()
        expires = BigIntegerField()
        used = BigIntegerField(null=True)

    class Throttle(Base):
        key = TextField(primary_key=True)
        failures = IntegerField()
        next_at = BigIntegerField()

    return Passkey, Challenge, Enrolment, Throttle
