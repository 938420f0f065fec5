"""The tables of areas, their ancestry, posts, units, telephone lists and settings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from peewee import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CompositeKey,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from app.core import clock
from app.core.db import Json, Row
from app.people.models import Person

MICRO_GRID = "micro_grid"
KINDS = ("city", "street", "community", "grid", "dedicated_grid", MICRO_GRID, "building", "checkpoint")
ROLES = (
    "grid_worker",
    "grid_lead",
    "grid_guide",
    "building_head",
    "dispatcher",
    "handler",
    "duty_desk",
    "admin",
)
FIELD_ROLES = ("grid_worker", "grid_lead", "grid_guide")
DESK_ROLES = ("dispatcher", "duty_desk")
GRID_KINDS = ("grid", "dedicated_grid")
LEAD_ROLES = ("grid_lead", "grid_guide")  # a guide may what a lead may
FOREVER = "9999-12-31"


class Area(Row):
    """A place in the tree. Dates are calendar days in text (YYYY-MM-DD); `ends` is the last day."""

    code = TextField(primary_key=True)
    kind = TextField()
    name = TextField()
    parent = ForeignKeyField("self", null=True, backref="children", on_delete="RESTRICT")
    begins = TextField(default="1970-01-01")
    ends = TextField(default=FOREVER)
    overlay = BooleanField(default=False)
    ext_code = TextField(null=True)
    shape = Json(null=True)  # GeoJSON geometry, WGS-84
    lat = DoubleField(null=True)  # a point inside, for lists and plans
    lon = DoubleField(null=True)
    m2 = DoubleField(null=True)
    depth = IntegerField(default=0)

    def on(self, day: dt.date) -> bool:
        """Whether the area exists on that day."""
        return self.begins <= day.isoformat() <= self.ends

    @property
    def full_name(self) -> str:
        """Its name; of a micro-grid behind that of its grid, for many grids have a first one."""
        return f"{self.parent.name} {self.name}" if self.kind == MICRO_GRID and self.parent else self.name


class Ancestry(Row):
    """Every area with each of its ancestors and itself; made from `parent`, never from the code."""

    area = ForeignKeyField(Area, on_delete="CASCADE")
    ancestor = ForeignKeyField(Area, on_delete="CASCADE", backref="below")
    distance = IntegerField()

    class Meta:
        primary_key = CompositeKey("area", "ancestor")
        indexes = ((("ancestor", "distance"), False),)


class MovedArea(Row):
    """An area that was put below another one: what is found by the areas above it is not written anew yet."""

    area = ForeignKeyField(Area, primary_key=True, on_delete="CASCADE")
    version = TextField()  # of the areas, when it was last put elsewhere


class Successor(Row):
    """An area that took over from one that ended, from `day` (YYYY-MM-DD) on; the first takes what has no place of its own."""

    area = TextField()
    successor = TextField()
    day = TextField()
    sort = IntegerField(default=0)

    class Meta:
        primary_key = CompositeKey("area", "successor")


class LayBelow(Row):
    """Under which area one lay until that day (YYYY-MM-DD, included), before it was put below another."""

    area = TextField()
    until = TextField()
    parent = TextField()

    class Meta:
        primary_key = CompositeKey("area", "until")


class Unit(Row):
    """Whoever can be called: department, team, property company, contractor, Party branch, volunteers."""

    code = TextField(primary_key=True)
    name = TextField()
    kind = TextField()
    platform = TextField(null=True)
    area = ForeignKeyField(Area, on_delete="RESTRICT")
    phone = TextField(null=True)
    duty_hours = TextField(default="")  # in words: 工作日 8:30–17:30
    ended = BigIntegerField(null=True)  # the moment after its last day

    def stands(self, now: int) -> bool:
        """Whether it can be called at that moment (epoch ms)."""
        return self.ended is None or self.ended > now


class Post(Row):
    """A role held at an area by a person from–to (days, both included); a handler holds it for a unit."""

    id = TextField(primary_key=True)  # uuid
    person = ForeignKeyField(Person, backref="posts", on_delete="CASCADE")
    area = ForeignKeyField(Area, on_delete="RESTRICT")
    role = TextField()
    unit = ForeignKeyField(Unit, null=True, on_delete="RESTRICT")
    begins = TextField(default="1970-01-01")
    ends = TextField(default=FOREVER)
    created = BigIntegerField(default=clock.now)
    absence = TextField(null=True)  # the absence for which the person stands in

    def on(self, day: dt.date) -> bool:
        """Whether the post is held on that day."""
        return self.begins <= day.isoformat() <= self.ends

    def serialize(self) -> dict[str, Any]:
        """The post as the API sends it."""
        ends = None if self.ends == FOREVER else self.ends
        return {
            "role": self.role,
            "area": self.area_id,
            "area_name": self.area.name,
            "from": self.begins,
            "to": ends,
            "unit": self.unit_id,
        }


class Absence(Row):
    """A person who is absent on these days (both included) and who stands in; never why."""

    id = TextField(primary_key=True)  # uuid
    person = TextField()
    substitute = TextField()
    begins = TextField()
    ends = TextField()
    by = TextField(null=True)
    created = BigIntegerField(default=clock.now)


class OutdoorPause(Row):
    """Days (both included) on which patrols outdoors pause in an area and below, and the weather for which they do."""

    id = TextField(primary_key=True)  # uuid
    area = TextField()
    kind = TextField()
    begins = TextField()
    ends = TextField()
    by = TextField(null=True)
    created = BigIntegerField(default=clock.now)

    class Meta:
        table_name = "outdoor_pause"


class DutyTurn(Row):
    """Somebody on duty at an area's desk, or for a unit there, from–to: "YYYY-MM-DD HH:MM" in the city's time."""

    area = TextField()
    unit = TextField(default="")  # empty: the area's desk
    begins = TextField()
    ends = TextField()
    name = TextField()
    phone = TextField()
    staff = TextField(
        default=""
    )  # staff number or login, where the roster says which person of the house it is

    class Meta:
        primary_key = CompositeKey("area", "unit", "begins", "name")


class Telephone(Row):
    """A number worth having in a stairwell without signal, for an area and everything below it."""

    id = BigAutoField()
    area = ForeignKeyField(Area, on_delete="CASCADE")
    kind = TextField()
    name = TextField()
    number = TextField()
    sort = IntegerField(default=0)

    class Meta:
        indexes = ((("area", "sort"), False),)


class AreaSetting(Row):
    """A threshold or retention that differs in an area and below, with who set it and why."""

    area = ForeignKeyField(Area, on_delete="CASCADE")
    name = TextField()
    value = TextField()
    by = TextField(null=True)
    reason = TextField(default="")
    at = BigIntegerField(default=clock.now)

    class Meta:
        primary_key = CompositeKey("area", "name")
