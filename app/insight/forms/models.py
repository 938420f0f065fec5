"""The table of blanks: the file as it came, and what goes in which of its cells."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BlobField, TextField

from app.core import clock
from app.core.db import Json, Row


class BlankForm(Row):
    """A blank of an area. `cells`: key of a cell (`blanks.Cell.key`) → [figure, span, area]."""

    id = TextField(primary_key=True)  # of the page's form that brought it
    area = TextField(index=True)
    name = TextField()
    kind = TextField()  # xlsx | docx
    data = BlobField()
    cells: Any = Json()
    former = BlobField(null=True)  # the blank that this one took the place of, until it is taken back
    former_cells: Any = Json(null=True)
    made = BigIntegerField(default=clock.now)
    made_by = TextField()
    changed = BigIntegerField(default=clock.now)
    ended = BigIntegerField(null=True)
