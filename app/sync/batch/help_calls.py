"""A call for help from a storm's door that could not be applied is an emergency all the same: the desk of the building hears of it."""

from __future__ import annotations

from typing import Any

from app.areas import history
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.geometry import location
from app.areas.models import Area
from app.core import clock
from app.ledger.act import by_clock, by_web
from app.ledger.record import record
from app.storms.doors import KINDS
from app.sync.batch import envelope
from app.sync.batch.sender import Sender
from app.sync.models import Quarantine

TYPE = "storm.door"
CALLED, APPLIED = "call", "call_applied"  # verbs of the ledger
A_DAY_MOST = 50  # of one sender: more is no help that is needed at doors, and is kept like any other record


def area_of(raw: Any, sender: Sender) -> str | None:
    """The area whose desk is called; None for what is no call.

    The building it names where that stands, or what took over from it; else where the sender works.
    """
    if not is_call(raw) or _is_flood(sender):
        return None
    return _standing(raw["body"].get("area")) or _of_person(_speaker(raw, sender))


def is_call(raw: Any) -> bool:
    """Whether somebody said at a door that help is needed, whatever else is wrong with the record."""
    body = raw.get("body") if isinstance(raw, dict) and raw.get("type") == TYPE else None
    return isinstance(body, dict) and body.get("help") is True


def ring(row: Quarantine, sender: Sender) -> None:
    """Write into the ledger that the call was refused, from which notices are made: once for a person and a building."""
    if [call.id for call in same_call(row)] == [row.id]:
        record(by_web(sender.person), "quarantine", str(row.id), CALLED, area=row.called, person=row.person)


def close(op: str, digest: str) -> None:
    """The call was applied after all, so that nobody is told of it any more. To be called before it is marked as done."""
    waiting = (Quarantine.op == op) & (Quarantine.digest == digest) & Quarantine.settled.is_null()
    for row in Quarantine.select().where(waiting, Quarantine.called.is_null(False)):
        record(by_clock(), "quarantine", str(row.id), APPLIED, area=row.called, person=row.person)


def same_call(row: Quarantine) -> list[Quarantine]:
    """The calls of the same person for the same building that wait, this one among them."""
    of_person = (Quarantine.person == row.person) & (Quarantine.sender == row.sender)
    here = Quarantine.select().where(of_person, Quarantine.called == row.called, Quarantine.settled.is_null())
    return [call for call in here.order_by(Quarantine.id) if door_of(call) == door_of(row)]


def door_of(row: Quarantine) -> Any:
    """The code of the building as the phone sent it, whatever that may be."""
    return row.raw["body"].get("area") if is_call(row.raw) else None


def _is_flood(sender: Sender) -> bool:
    since = clock.now() - clock.DAY
    kept = (Quarantine.sender == sender.hand) & (Quarantine.received > since)
    return bool(Quarantine.select().where(kept, Quarantine.called.is_null(False)).count() >= A_DAY_MOST)


def _speaker(raw: Any, sender: Sender) -> str:
    """Whose call it is: whoever sent it, or whose phone's export a supervisor brought."""
    return (envelope.person_of(raw) if sender.imported else None) or sender.hand


def _standing(named: Any) -> str | None:
    if not isinstance(named, str):
        return None
    for code in (named, *history.successors(named)):
        door = Area.get_or_none(Area.code == code)
        if door is not None and door.kind in KINDS and door.on(clock.today()):
            return code
    return None


def _of_person(person: str) -> str:
    """Where the person walks, else the first of the posts; the top of the tree without any."""
    posts = reach_of(person).posts
    walked = [post.area_id for post in posts if post.role in permissions.TABLE["walk"]]
    return next(iter((*walked, *(post.area_id for post in posts))), None) or location.top()
