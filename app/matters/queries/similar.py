"""Open matters that may be the same as one: at its place, within a few hundred metres, or of its kind in its grid; and those that likely are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from peewee import SQL

from app.areas.access.reach import Reach
from app.core import clock, place, typed
from app.core.place import box
from app.matters.area_staff import Ground
from app.matters.models import OPEN, Matter
from app.matters.queries import lists, walks
from app.matters.queries.walks import Walk
from app.matters.terms import OPEN_ONES

METRES = 300
LOOKED_AT = 60  # of them, the newest
OPEN_MOST = 500  # of one grid that are looked at

# what is likely the same thing, said twice
LIKELY_METRES = 100
POINTS = ("building", "checkpoint")  # kinds of area so small that what is there is at one place
LIKELY_SPAN = 7 * clock.DAY
LIKELY_WORDS = 0.25  # of what the shorter one says
PIECES_MOST = 12  # of them are asked for at most: who says much says the same in other words

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


@dataclass(frozen=True)
class Near:
    """Another matter beside one: how far away (None where nobody knows), whether in the same building, how like its words
    are (0 to 1; None where one of them has none), and whether all of it says that they are likely the same."""

    matter: Matter
    metres: float | None
    is_same_building: bool
    likeness: float | None
    is_likely: bool


def beside(matter: Matter, reach: Reach) -> list[Near]:
    """What may be the same, that which likely is first, then what is of the same thing, then what is nearest."""
    found = [judged(matter, other) for other in to(matter, reach)]
    found.sort(
        key=lambda near: (
            not near.is_likely,
            near.matter.category != matter.category,
            not near.is_same_building,
            METRES if near.metres is None else near.metres,
            -(near.likeness or 0),
        )
    )
    return found


def judged(matter: Matter, other: Matter) -> Near:
    """The other beside the matter."""
    metres = None
    if None not in (matter.lat, matter.lon, other.lat, other.lon):
        metres = place.metres(matter.lat, matter.lon, other.lat, other.lon)
    is_same_building = matter.area == other.area and Ground().kind(matter.area) in POINTS
    likeness = likeness_of(matter.text, other.text)
    is_there = is_same_building or (metres is not None and metres <= LIKELY_METRES)
    is_then = abs(matter.received_at - other.received_at) <= LIKELY_SPAN
    is_so = likeness is None or likeness >= LIKELY_WORDS
    is_likely = matter.category == other.category and is_there and is_then and is_so
    return Near(other, metres, is_same_building, likeness, is_likely)


def likeness_of(one: str, other: str) -> float | None:
    """How much of what the shorter of two sentences says the other says too, 0 to 1; None where one says nothing."""
    mine, others = _pieces(one), _pieces(other)
    if not mine or not others:
        return None
    return min(1.0, len(mine & others) / min(len(mine), len(others), PIECES_MOST))


_RUN = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")


def _pieces(text: str) -> set[str]:
    """Each two signs of Chinese that stand together, and words and numbers of other writing."""
    found: set[str] = set()
    for run in _RUN.findall(typed.plain(text).lower()):
        is_word = run[0] < "\u3400" or len(run) == 1
        found |= {run} if is_word else {run[at : at + 2] for at in range(len(run) - 1)}
    return found
