"""The table of places: what administration enters of one, and where its last check left it."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, ForeignKeyField, IntegerField, TextField

from app.areas.models import Area
from app.core.db import Json, Row


class Place(Row):
    """A shop, a rented house, a charging shed or a firm: its own name and where it stands; of people nothing."""

    code = TextField(primary_key=True)
    name = TextField()
    kind = TextField()  # of `kinds.KINDS`
    area = ForeignKeyField(Area, column_name="area", on_delete="RESTRICT")
    ends = TextField(default="")  # the last day; "" while it is there
    checked = BigIntegerField(null=True)  # epoch ms of the last check, on our own axis of time
    bad: Any = Json(default=list)  # what was found then and is not mended
    again = TextField(null=True)  # 复查: the day on which that is looked at again
    seq = BigIntegerField(default=1)  # of its latest entry in the ledger, by which phones hear of it
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("area", "kind"), False), (("seq",), False))
