"""The tables of photos, who brought them, and what they belong to."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from app.core import clock
from app.core.db import Row

RESIDENT = "request:"  # how a bringer without an account is kept: this and the id of the request
SOURCE = "source:"  # or this and the code of the other system, which brings what residents gave it


class Photo(Row):
    """Bytes in the store under the SHA-256 of what was uploaded."""

    sha256 = TextField(primary_key=True)
    bytes = BigIntegerField()
    mime = TextField()
    width = IntegerField()
    height = IntegerField()
    received = BigIntegerField(default=clock.now)
    cleaned = BigIntegerField(null=True)  # when a resident's upload gave way to a copy without metadata
    cleaned_digest = TextField(null=True)  # SHA-256 of that copy


class PhotoBringer(Row):
    """Who uploaded the bytes: they may see them again, and are told 200 instead of 201."""

    sha256 = TextField()
    person = TextField()  # a person's id, or `RESIDENT` and a request's, or `SOURCE` and a system's code
    received = BigIntegerField(default=clock.now)

    class Meta:
        primary_key = CompositeKey("sha256", "person")


class PhotoUse(Row):
    """A thing that names a photo; the photo itself may still be on its way."""

    sha256 = TextField()
    kind = TextField()
    subject = TextField()
    person = TextField(null=True)  # who named it

    class Meta:
        primary_key = CompositeKey("sha256", "kind", "subject")
