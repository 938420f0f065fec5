"""A call for help that could not be applied, at the desk that it was told to: who rings whom, that it is dealt with, and its way into the storm's list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import Expression

from app.areas import tree
from app.areas.access import people_reach, permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import DESK_ROLES, Area
from app.core import clock, db
from app.core.prepared import Prepared
from app.core.problems import problem
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.ledger.act import by_web
from app.ledger.record import record
from app.matters.area_staff import Ground
from app.people.models import Person
from app.storms import at_doors, on_duty
from app.storms.commands import DoorBody
from app.storms.doors import KINDS
from app.storms.models import StormDoor, StormList
from app.sync.batch import help_calls
from app.sync.models import Quarantine

MAY = "answer_calls"
HANDLED, ENTERED = "call_handled", "call_entered"  # verbs of the ledger
UNKNOWN = mark("不知道是哪一栋")


def is_call() -> Expression:
    """The condition that a kept record is a call for help."""
    return Quarantine.called.is_null(False)


_WAITING = Prepared(
    lambda: Quarantine.select().where(is_call(), Quarantine.settled.is_null()).order_by(Quarantine.id)
)


def ringing(reach: Reach, language: str) -> list[dict[str, Any]]:
    """What the red bar of the reader's desks says of calls that wait there, the longest waiting first, each building of a person once."""
    desks = {post.area_id for post in reach.posts if post.role in DESK_ROLES}
    waiting = _WAITING.all_of(Quarantine) if desks else []
    ground = Ground()
    rung = [row for row in waiting if ground.desk_over(row.called) in desks]
    return [serialize(row, language) for row in _once(rung)]


def _once(rows: Iterable[Quarantine]) -> list[Quarantine]:
    first: dict[tuple[Any, ...], Quarantine] = {}
    for row in rows:
        first.setdefault((row.person, row.sender, row.called, str(help_calls.door_of(row))), row)
    return list(first.values())


def serialize(row: Quarantine, language: str) -> dict[str, Any]:
    """The call as a desk reads it: where, who sent it with the telephone, and why it was not taken."""
    sender = _sender(row)
    return {
        "id": row.id,
        "where": where(help_calls.door_of(row)) or translate(UNKNOWN, language),
        "who": sender.name if sender is not None else "",
        "phone": sender.phone if sender is not None else None,
        "at": clock.to_the_minute(row.received),
        "since": row.received,
        "minutes": max(0, clock.now() - row.received) // clock.MINUTE,
        "why": problem.from_stored(row.problem).body(language)["title"],
        "settled": clock.to_the_minute(row.settled) if row.settled is not None else "",
    }


def _sender(row: Quarantine) -> Person | None:
    """Who stands at the door: whose record it is, or where another's name was used whoever really sent it."""
    who = row.sender if row.name == "other-person" else row.person
    found: Person | None = Person.get_or_none(Person.id == who) or Person.get_or_none(Person.id == row.sender)
    return found


def where(door: Any) -> str:
    """The building with the grid it lies in, by name; empty where none is named that we know."""
    if not isinstance(door, str) or not (chain := tree.chain(door)):
        return ""
    ground = Ground()
    return " · ".join(
        ground.name(code) or "" for code in dict.fromkeys((ground.grid_of(door), door)) if code in chain
    )


def kept_record(id: str) -> Quarantine:
    """The kept record of this number, whoever asks for it; Problem not-found where there is none."""
    is_number = id.isascii() and id.isdigit() and len(id) < 16
    row: Quarantine | None = Quarantine.get_or_none(Quarantine.id == int(id)) if is_number else None
    if row is None:
        raise Problem("not-found")
    return row


def find(by: Person, id: str) -> Quarantine:
    """A call that was told to the reader's desk, or whose person is in the reader's reach; Problem not-found or forbidden."""
    reach = reach_of(by)
    permissions.require(reach, MAY)
    row = kept_record(id)
    if row.called is None or not (permissions.may(reach, MAY, row.called) or may_release(reach, row)):
        raise Problem("not-found")
    return row


def may_release(reach: Reach, row: Quarantine) -> bool:
    """Whether the reader reads it by the reach over its person, and so may have it judged once more."""
    act = "release_quarantine"
    person = people_reach.visible(reach).where(Person.id == row.person).first()
    return permissions.may(reach, act) and person is not None and people_reach.may(reach, act, person)


def handle(by: Person, id: str) -> None:
    """It is dealt with: it rings no more, with all of the same person for the same building. Asking twice is harmless."""
    with db.transaction():
        _settle(by, find(by, id), HANDLED)


def list_for(reach: Reach, row: Quarantine) -> StormList | None:
    """The list of a storm that lasts into which the reader may enter the building; None without any."""
    door = Area.get_or_none(Area.code == row.called)
    if row.settled is not None or door is None or door.kind not in KINDS:
        return None
    if not permissions.may(reach, on_duty.MAY, door.code):
        return None
    running = StormList.select().where(StormList.closed.is_null())
    own = StormDoor.select(StormDoor.list).where(StormDoor.area == door.code)
    found: StormList | None = (
        running.where(StormList.id.in_(own)).first()
        or running.where(StormList.area.in_(tree.chain(door.code))).first()
    )
    return found


def enter(by: Person, id: str) -> str:
    """The building is entered as the reader's own answer: help is needed there. Id of the matter; Problem not-found, bad-value."""
    with db.transaction():
        row = find(by, id)
        doors = list_for(reach_of(by), row)
        if doors is None:
            raise Problem("bad-value", ("area", "no-door-of-list"))
        at_doors.record(by_web(by), DoorBody(storm=doors.id, area=row.called, help=True))
        _settle(by, row, ENTERED)
        door = (
            StormDoor.select()
            .join(StormList)
            .where(StormDoor.area == row.called, StormList.storm == doors.storm_id)
        )
        return str(door.get().matter)


def _settle(by: Person, row: Quarantine, verb: str) -> None:
    for call in help_calls.same_call(row):
        Quarantine.update(settled=clock.now(), settled_by=by.id).where(Quarantine.id == call.id).execute()
        record(by_web(by), "quarantine", str(call.id), verb, area=call.called, person=call.person)
