"""What of patrols and visits has changed, for the phone: never a track, and for those who lead never a place."""

from __future__ import annotations

from app.ledger.outcome import Change
from app.patrol import access, serialize
from app.patrol.models import Patrol, Visit
from app.people.models import Person

ON_PHONES = (
    "grid_lead",
    "grid_guide",
)  # an administrator looks patrols up; a whole city's are nothing for a phone


def feed(person: Person, after: int, limit: int, language: str = "zh") -> list[Change]:
    """The person's own patrols and visits and those of grids they lead, changed after ledger number `after`, in order.

    Nothing in them is a sentence of ours, so they are the same in every `language`.
    """
    patrols = (
        access.visible(person, roles=ON_PHONES).where(Patrol.seq > after).order_by(Patrol.seq).limit(limit)
    )
    visits = (
        access.visible_visits(person, ON_PHONES).where(Visit.seq > after).order_by(Visit.seq).limit(limit)
    )
    places = [(row.seq, row) for row in (*patrols, *visits)]
    return [_change(person, row) for _, row in sorted(places, key=lambda pair: pair[0])[:limit]]


def _change(person: Person, row: Patrol | Visit) -> Change:
    if isinstance(row, Visit):
        return Change(row.seq, "visit", row.id, row.version, serialize.visit(row))
    is_own = row.person_id == person.id
    data = serialize.whole(row) if is_own else serialize.without_places(row)
    return Change(row.seq, "patrol", row.id, row.version, data)
