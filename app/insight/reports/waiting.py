"""What has waited longest in an area until now: single matters, the oldest first, without anybody's name or words."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.models import Area, Unit
from app.core import clock
from app.insight.questions import Question
from app.insight.reports import again
from app.matters.models import CONFIRMED, Matter
from app.matters.queries import lists, walks
from app.matters.queries.walks import Walk
from app.matters.terms import OPEN_ONES

MOST = 10
READ = 50  # at once: some may be told to nobody


@dataclass(frozen=True)
class Waiting:
    """An open matter: who has it is a desk or a unit, "" of a person; `may_leave`: it may stand in what leaves the reader's reach."""

    id: str
    number: str
    thing: str  # code
    place: str
    days: int  # since it was received
    state: str
    holder: str
    may_leave: bool


def longest(asked: Question, reach: Reach, can_leave: bool = False) -> list[Waiting]:
    """At most ten that were received by the end of the days and are open now; what only waits for its residents' rating is done.

    Confidential ones only for whoever may read their words; `can_leave`: all of the area that may
    be told beyond its readers, whoever asks.
    """
    until = clock.start_of(asked.last) + clock.DAY - 1
    walk = Walk(walks.area_terms([asked.area]), (OPEN_ONES,), most=until)
    leaves = {code for (code,) in again.things().tuples()}
    found: list[Waiting] = []
    after: walks.Place | None = None
    while len(found) < MOST:
        rows = _next(walk, after, None if can_leave else reach)
        readable = _readable([matter for matter, _ in rows if matter.confidential], reach)
        for matter, _ in rows:
            may_leave = not matter.confidential and matter.category in leaves
            is_here = (
                matter.received_at <= until
                and matter.state != CONFIRMED
                and asked.area in tree.chain(matter.area)
            )
            if is_here and (may_leave if can_leave else not matter.confidential or matter.id in readable):
                found.append(_waiting(matter, may_leave))
        if len(rows) < READ:
            break
        after = rows[-1][1]
    return found[:MOST]


def _next(walk: Walk, after: walks.Place | None, reach: Reach | None) -> list[tuple[Matter, walks.Place]]:
    """The next of them within somebody's reach; None: whoever reads it."""
    if reach is not None:
        return walks.page([walk], lists.within(reach), after, READ, is_falling=False)
    places = walks.places([walk], after, READ, is_falling=False)
    found = {one.id: one for one in Matter.select().where(Matter.id.in_([id for _, id in places]))}
    return [(found[id], (at, id)) for at, id in places]


def _readable(matters: list[Matter], reach: Reach) -> set[str]:
    ids = [matter.id for matter in matters]
    rows = Matter.select(Matter.id).where(Matter.id.in_(ids), lists.may_read(reach))
    return {id for (id,) in rows.tuples()} if ids else set()


def _waiting(matter: Matter, may_leave: bool) -> Waiting:
    desk, unit, _ = matter.holder()
    holder = ""
    if unit is not None:
        holder = Unit.select(Unit.name).where(Unit.code == unit).scalar() or ""
    elif desk is not None:
        holder = Area.select(Area.name).where(Area.code == desk).scalar() or ""
    days = (clock.today() - clock.date_of(matter.received_at)).days
    return Waiting(
        matter.id, matter.number, matter.category, matter.area, days, matter.state, holder, may_leave
    )
