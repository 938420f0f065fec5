"""Visits for another system where an administrator has switched it on: what a household is due, and nothing of who walked.

A visit goes out as its building, purpose, outcome and day, on the day after it was received: no person, no minutes, no hour,
no door, no words. One grid has one worker, so that more than this would be a person's effort, which never leaves (PRODUCT.md).
"""

from __future__ import annotations

from typing import Any

import msgspec

from app.areas import tree
from app.areas.models import Area
from app.core import clock, db, ids
from app.core.problems.problem import Problem
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import VISIT, Shown
from app.gateways.systems.models import Sending, System
from app.gateways.systems.numbers import number_in
from app.patrol.models import Visit
from app.requests import signing

# what the phone offers; whatever else was written as a purpose may name somebody, and goes out as `other`
PURPOSES = ("care", "safety", "dispute", "errand", "notice", "survey", "other")
BATCH, AT_MOST = 100, 10  # visits at once, and batches in one go
PAGE, PAGE_MOST = 50, 100
LOOKED_AT_MOST = 2_000  # of the whole city in one question


def as_fields(system: System, visit: Visit, name: str) -> Shown:
    """The visit as our fields have it; its id is this system's own, for the one it has here tells when it was made."""
    own = signing.sign("visit told", system.code, visit.id).hex()[:32]
    return {
        "kind": VISIT, "id": own, "area": visit.area_id, "area_name": name, "outcome": visit.outcome,
        "purpose": visit.purpose if visit.purpose in PURPOSES else "other", "day": clock.date_of(visit.started).isoformat(),
    }  # fmt: skip


def in_its_words(system: System, visits: list[Visit]) -> list[dict[str, Any]]:
    """The visits in the system's words, in this order."""
    every = mapping.entries(system.fields)
    areas = Area.select(Area.code, Area.name).where(Area.code.in_({visit.area_id for visit in visits}))
    names = dict(areas.tuples())
    return [
        mapping.in_their_words(every, as_fields(system, visit, names[visit.area_id]), VISIT)
        for visit in visits
    ]


def is_told(system: System) -> bool:
    """Whether the system is told of visits: switched on, and its map has a place for them."""
    return system.visits_from is not None and mapping.names(mapping.entries(system.fields), VISIT)


def collect(system: System, settled: int) -> int:
    """Make sendings of visits whose day of receipt is over; how many."""
    count = 0
    for _ in range(AT_MOST if is_told(system) else 0):
        found = _since(system.visits_cursor, settled, BATCH)
        if not found:
            break
        count += _write(system, [visit for visit in found if _is_of(system, visit)], found[-1].seq)
        system = System.get_by_id(system.code)
    return count


def since(system: System, cursor: str, limit: str) -> dict[str, Any]:
    """`{"cursor", "visits", "more"}`: visits after the cursor, each once.

    A page may be short, or empty, and `more` true all the same. Problem not-found where it was not agreed upon, bad-value.
    """
    if system.visits_from is None:
        raise Problem("not-found")
    after, most = number_in("since", cursor, 0, 2**53), number_in("limit", limit, 1, PAGE_MOST, PAGE)
    looked = _since(max(after, system.visits_from), db.settled(), LOOKED_AT_MOST)
    found = [visit for visit in looked if _is_of(system, visit)]
    is_cut = len(found) > most
    last = found[most - 1].seq if is_cut else looked[-1].seq if looked else after
    return {
        "cursor": str(last), "visits": in_its_words(system, found[:most]), "more": is_cut or len(looked) == LOOKED_AT_MOST
    }  # fmt: skip


def latest(system: System, most: int) -> list[Visit]:
    """At most so many of the visits that the system is told of, the newest first."""
    rows = (
        Visit.select()
        .where(Visit.seq > (system.visits_from or 0))
        .order_by(Visit.seq.desc())
        .limit(LOOKED_AT_MOST)
    )
    return [visit for visit in rows if _is_over(visit) and _is_of(system, visit)][:most]


def _since(after: int, settled: int, most: int) -> list[Visit]:
    """Visits in the order of the ledger, up to the first of today."""
    rows = Visit.select().where(Visit.seq > after, Visit.seq <= settled).order_by(Visit.seq).limit(most)
    found: list[Visit] = []
    for visit in rows:
        if not _is_over(visit):
            break
        found.append(visit)
    return found


def _is_over(visit: Visit) -> bool:
    return bool(visit.received < clock.start_of(clock.today()))


def _is_of(system: System, visit: Visit) -> bool:
    return tree.is_below(visit.area_id, {system.area})


def _write(system: System, visits: list[Visit], cursor: int) -> int:
    bodies = in_its_words(system, visits) if visits else []
    with db.transaction():
        here = System.get_by_id(system.code)
        if here.visits_cursor != system.visits_cursor or here.ended is not None or here.visits_from is None:
            return 0  # another was quicker, or it was switched off
        for visit, body in zip(visits, bodies, strict=True):
            Sending.create(
                id=ids.uuid7(), system=system.code, matter=visit.id, kind=VISIT, seq=visit.seq,
                body=msgspec.json.encode(body).decode(),
            )  # fmt: skip
        System.update(visits_cursor=cursor).where(System.code == system.code).execute()
    return len(visits)
