"""What of patrols and visits has changed, for the phone: never a track, and for those who lead never a place."""

from __future__ import annotations

from app.areas.access.reach import reach_of
from app.ledger.news import News
from app.ledger.outcome import Change
from app.patrol import access, serialize
from app.patrol.models import Patrol, Visit
from app.people.models import Person

ON_PHONES = (
    "grid_lead",
    "grid_guide",
)  # an administrator looks patrols up; a whole city's are nothing for a phone


PATROLS_MOST, VISITS_MOST = 150, 200  # that a phone is given at first
PATROLS = News(Patrol, access.patrols_of, PATROLS_MOST)
VISITS = News(Visit, access.visits_of, VISITS_MOST)


def feed(
    person: Person, after: int, limit: int, language: str = "zh", *, is_first: bool = False
) -> list[Change]:
    """The person's own patrols and visits and those of grids they lead, changed after ledger number `after`, in order.

    Nothing in them is a sentence of ours, so they are the same in every `language`. `is_first`: for a phone that begins anew.
    """
    areas = access.led(reach_of(person), ON_PHONES)
    rows = [
        (news.at_first if is_first else news.changed)(person.id, areas, after, limit)
        for news in (PATROLS, VISITS)
    ]
    places = [(row.seq, row) for some in rows for row in some]
    return [_change(person, row) for _, row in sorted(places, key=lambda pair: pair[0])[:limit]]


def _change(person: Person, row: Patrol | Visit) -> Change:
    if isinstance(row, Visit):
        return Change(row.seq, "visit", row.id, row.version, serialize.visit(row))
    is_own = row.person_id == person.id
    data = serialize.own(row) if is_own else serialize.without_places(row)
    return Change(row.seq, "patrol", row.id, row.version, data)
