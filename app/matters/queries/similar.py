"""Open matters that may be the same as one: at its place, within a few hundred metres, or of its kind in its grid."""

from __future__ import annotations

import math
from functools import reduce
from operator import add

from peewee import JOIN, SQL, ModelSelect

from app.areas.access.reach import Reach
from app.matters.area_staff import Ground
from app.matters.models import OPEN, Matter
from app.matters.queries import lists, walks
from app.matters.terms import OPEN_ONES, MatterTerm

METRES = 300
DEGREE = 111_320  # metres in one degree of latitude
LOOKED_AT = 60  # of them, the newest

# as the index of open places says it (migration 0038): written out, for an index of some rows is not found by what is given
_IS_PLACED = SQL("lat is not null and state not in ('closed', 'void')")


def to(matter: Matter, reach: Reach) -> list[Matter]:
    """Those within reach, the newest first. Each way to find them has an index, and asks for few however many are open."""
    grid = Ground().grid_of(matter.area)
    fits = Matter.area == matter.area
    ways = [Matter.select(Matter.id).where(fits)]
    if matter.lat is not None and matter.lon is not None:
        high = METRES / DEGREE
        wide = high / max(0.1, math.cos(math.radians(matter.lat)))
        near = Matter.lat.between(matter.lat - high, matter.lat + high)
        near &= Matter.lon.between(matter.lon - wide, matter.lon + wide)
        fits |= near
        ways.append(Matter.select(Matter.id).where(near, _IS_PLACED))
    if grid is not None:
        fits |= (Matter.level == grid) & (Matter.category == matter.category)
        ways += [_open_under(term) for term in walks.area_terms([grid])]
    found = reduce(add, ways).alias(
        "found"
    )  # one by several ways too: sorting all to know is more than looking twice
    # CROSS: what was found comes first whatever statistics say
    rows = Matter.select(Matter).from_(found).join(Matter, JOIN.CROSS).where(
        Matter.id == found.c.id, Matter.id != matter.id, Matter.state.in_(OPEN), fits, lists.in_reach(reach)
    )  # fmt: skip
    newest = rows.order_by(Matter.received_at.desc(), Matter.id.desc()).limit(LOOKED_AT * len(ways))
    return list({row.id: row for row in newest}.values())[:LOOKED_AT]


def _open_under(term: str) -> ModelSelect:
    return MatterTerm.select(MatterTerm.matter.alias("id")).where(
        MatterTerm.term == term, MatterTerm.list == OPEN_ONES
    )
