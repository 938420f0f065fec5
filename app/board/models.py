"""The tables of the board: the words cleared for showing, and the masked copies that go with them."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from app.core.db import Json, Row


class Clearing(Row):
    """What the office would say of a done matter in public; only what is `shown` is public."""

    matter = TextField(primary_key=True)
    said = TextField()
    done = TextField()
    saved = BigIntegerField()
    saved_by = TextField()
    shown = BigIntegerField(null=True)  # when somebody put it on the board; null: it is not there
    shown_by = TextField(null=True)


class ClearedPhoto(Row):
    """A masked copy under its own digest, which alone the public learns; `source` is the photo it was made from."""

    matter = TextField()
    source = TextField()
    digest = TextField()
    side = TextField()  # before | after
    sort = IntegerField()
    width = IntegerField()
    height = IntegerField()
    marks: Any = Json()  # what was covered, so that one can go on covering

    class Meta:
        primary_key = CompositeKey("matter", "source")
