"""Open matters that may be the same as one: at its place, within a few hundred metres, or of its kind in its grid."""

from __future__ import annotations

from peewee import SQL

from app.areas.access.reach import Reach
from app.core.place import box
from app.matters.area_staff import Ground
from app.matters.models import OPEN, Matter
from app.matters.queries import lists, walks
from app.matters.queries.walks import Walk
from app.matters.terms import OPEN_ONES

METRES = 300
LOOKED_AT = 60  # of them, the newest
OPEN_MOST = 500  # of one grid that are looked at

# as the index of open places says it (migration 0038): written out, for an index of some rows is not found by what is given
_IS_PLACED = SQL("lat is not null and state not in ('closed', 'void')")


def to(matter: Matter, reach: Reach) -> list[Matter]:
    """Those within reach, the newest first. Each way to find them has an index, and asks for few however many are open."""
    grid = Ground().grid_of(matter.area)
    fits = Matter.area == matter.area
    found = {id for id, state in Matter.select(Matter.id, Matter.state).where(fits).tuples() if state in OPEN}
    if matter.lat is not None and matter.lon is not None:
        high, wide = box(matter.lat, matter.lon, METRES)
        near = Matter.lat.between(*high) & Matter.lon.between(*wide)
        fits |= near
        found |= {id for (id,) in Matter.select(Matter.id).where(near, _IS_PLACED).tuples()}
    if grid is not None:
        fits |= (Matter.level == grid) & (Matter.category == matter.category)
        found |= {
            id
            for _, id in walks.places(
                [Walk(walks.area_terms([grid]), (OPEN_ONES,))], None, OPEN_MOST, is_falling=True
            )
        }
    rows = Matter.select().where(
        Matter.id.in_(sorted(found - {matter.id})), Matter.state.in_(OPEN), fits, lists.in_reach(reach)
    )
    return list(rows.order_by(Matter.received_at.desc(), Matter.id.desc()).limit(LOOKED_AT))
