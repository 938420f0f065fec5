"""The tables of persons, sessions, devices, sync tokens, passkeys, enrolments and sign-in delays."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from app.core import clock
from app.core.db import Json, Row
from app.core.remembered import remembered

SESSION_LIFE = 30 * clock.DAY
NEIGHBOUR_LIFE = 365 * clock.DAY  # a building head has no password to come back with
TOKEN_LIFE = 90 * clock.DAY
CHALLENGE_LIFE = 5 * clock.MINUTE
ENROLMENT_LIFE = 24 * clock.HOUR
NEIGHBOUR_ENROLMENT_LIFE = 72 * clock.HOUR  # sent by message, read when somebody looks
OVER_KEPT = 30 * clock.DAY  # how long sessions, tokens and links are remembered once they are over


class Person(Row):
    """Someone with a post, now or once. Nobody is deleted: a leaver is `ended`."""

    id = TextField(primary_key=True)  # uuid
    name = TextField()
    phone = TextField(null=True, unique=True)
    staff_no = TextField(null=True, unique=True)
    login = TextField(null=True, unique=True)  # name given at enrolment
    password = TextField(null=True)  # argon2
    handle = BlobField(null=True)  # 64 random bytes that passkeys know the person by
    large_type = BooleanField(default=False)
    created = BigIntegerField(default=clock.now)
    ended = BigIntegerField(null=True)
    ended_by = TextField(null=True)

    def may_sign_in(self) -> bool:
        """Whether the account is live."""
        return self.ended is None

    @classmethod
    def known(cls, id: str) -> Person | None:
        """The person with this id, to be read and never to be changed; None where there is none."""
        return _person(id)


@remembered
def _person(id: str) -> Person | None:
    return Person.get_or_none(Person.id == id)


class Session(Row):
    """A sign-in that lasts; the cookie carries the secret, we keep its digest."""

    id = TextField(primary_key=True)  # sha256 of the secret
    person = ForeignKeyField(Person, on_delete="CASCADE")
    device = TextField(null=True)
    created = BigIntegerField(default=clock.now)
    seen = BigIntegerField(default=clock.now)
    proved = BigIntegerField(default=clock.now)  # when a password or passkey was last shown
    expires = BigIntegerField()
    ended = BigIntegerField(null=True)
    life = BigIntegerField(null=True)  # ms; set where it starts anew whenever the phone is resumed
    replaces = TextField(null=True)  # the session that it goes on from, until its own secret is first shown

    def is_live(self) -> bool:
        """Neither ended nor expired."""
        return self.ended is None and self.expires > clock.now()


class Device(Row):
    """A phone as one person uses it, with what it last told of its unsent work."""

    id = TextField()  # uuid made by the phone
    person = ForeignKeyField(Person, on_delete="CASCADE")
    label = TextField(default="")
    created = BigIntegerField(default=clock.now)
    seen = BigIntegerField(default=clock.now)
    report = Json(null=True)  # {"unsent", "photos", "oldest", …} as the phone last told
    reported = BigIntegerField(null=True)
    lost = BigIntegerField(null=True)
    lost_by = TextField(null=True)
    gone = BigIntegerField(null=True)  # when it was found that what it held is gone
    gone_by = TextField(null=True)  # the phone on which that was said
    gone_held = Json(null=True)  # {"unsent", "photos", "heard"} as it was

    class Meta:
        primary_key = CompositeKey("id", "person")


class SyncToken(Row):
    """A credential good only for sync and photo uploads, kept as a digest."""

    id = TextField(primary_key=True)  # sha256 of the secret
    person = ForeignKeyField(Person, on_delete="CASCADE")
    device = TextField()
    created = BigIntegerField(default=clock.now)
    expires = BigIntegerField()
    revoked = BigIntegerField(null=True)


class Passkey(Row):
    """A WebAuthn credential of a person."""

    id = TextField(primary_key=True)  # base64url credential id
    person = ForeignKeyField(Person, on_delete="CASCADE")
    public_key = BlobField()
    sign_count = BigIntegerField(default=0)
    backup_eligible = BooleanField(default=False)
    label = TextField(default="")
    created = BigIntegerField(default=clock.now)
    used = BigIntegerField(null=True)


class Challenge(Row):
    """A random value to be signed once, within five minutes."""

    id = TextField(primary_key=True)
    purpose = TextField()  # enrol | sign-in
    person = TextField(null=True)
    expires = BigIntegerField()


class Enrolment(Row):
    """A one-time link by which a person sets a password on a phone."""

    id = TextField(primary_key=True)  # sha256 of the secret
    person = ForeignKeyField(Person, on_delete="CASCADE")
    made_by = TextField(null=True)
    created = BigIntegerField(default=clock.now)
    expires = BigIntegerField()
    used = BigIntegerField(null=True)


class Throttle(Row):
    """Failures against one key and when the next try is heard."""

    key = TextField(primary_key=True)
    failures = IntegerField(default=0)
    next_at = BigIntegerField(default=0)
