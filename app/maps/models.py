"""The table of map files that are given as ground: what each holds, for which area, and by whom it was given."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, DoubleField, IntegerField, TextField

from app.core import clock
from app.core.db import Row


class MapFile(Row):
    """One PMTiles file of pictures; its bytes lie beside the photos, by their digest."""

    id = TextField(primary_key=True)  # uuid made by the page: sent twice, it is one
    area = TextField()  # whose ground it is, with all below
    name = TextField()  # what the file was called where it came from
    digest = TextField()  # sha256 of its bytes
    bytes = BigIntegerField()
    tiles = TextField()  # png | jpg | webp
    lowest = IntegerField()  # the zoom levels that it has
    highest = IntegerField()
    west = DoubleField()  # what it covers, as the file says (WGS-84, or GCJ-02 where it is shifted)
    south = DoubleField()
    east = DoubleField()
    north = DoubleField()
    is_shifted = BooleanField(default=False)  # its pictures are drawn in GCJ-02
    attribution = TextField(default="")  # whom the map names as its maker
    made = BigIntegerField(default=clock.now)
    made_by = TextField(null=True)
    ended = BigIntegerField(null=True)  # no ground any more; its bytes are gone

    class Meta:
        table_name = "map_file"
