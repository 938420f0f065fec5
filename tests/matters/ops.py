"""Short ways to report and to move as one of the cast."""

from __future__ import annotations

import os
import time
import uuid
from typing import Any

from app.core import clock, decode
from app.core.place import Place
from app.core.prepared import Prepared, given
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.matters import reports, terms, transition
from app.matters.area_staff import Ground
from app.matters.commands import MoveBody, ReportBody
from app.matters.models import Matter
from app.matters.moves.handling import settle_on_spot
from app.matters.moves.takebacks import Takeback
from app.people.models import Person
from tests import cast as c

PHOTO = "a" * 64
PHOTO2 = "b" * 64


def uuid7() -> str:
    """A fresh id as phones make them."""
    at = time.time_ns() // 1_000_000
    raw = bytearray(at.to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = (raw[6] & 0x0F) | 0x70, (raw[8] & 0x3F) | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


def unsampled() -> str:
    """An id that the sample for a second look does not draw."""
    made = uuid7()
    while settle_on_spot.is_sampled(Matter(id=made, area=c.GRID)):
        made = uuid7()
    return made


def act(
    person: Person | None, photos: tuple[str, ...] = (), at: int | None = None, place: Place | None = None
) -> Act:
    """An act of this person now."""
    return Act(person, at if at is not None else clock.now(), photos=photos, place=place)


_STORED = Prepared(lambda: Matter.select().where(Matter.id == given("id")))


def stored(id: str) -> Matter:
    """The matter as it stands in the store."""
    found = _STORED.one_of(Matter, id=id)
    assert found is not None
    return found


def report(
    person: Person,
    photos: tuple[str, ...] = (),
    at: int | None = None,
    place: Place | None = None,
    **body: Any,
) -> Matter:
    """Report as this person; the matter as it then stands."""
    given = {"matter": unsampled(), "category": "fire_lane", "text": "消防通道被堵", **body}
    if place is None:
        given.setdefault("area", c.BUILDING)
    given = {key: value for key, value in given.items() if value is not None}
    done = reports.report(act(person, photos, at, place), decode.convert(given, ReportBody))
    return Matter.get_by_id(done.id)


def move(
    person: Person | None, matter: Matter, name: str, photos: tuple[str, ...] = (), **body: Any
) -> Outcome:
    """Move as this person; the matter given is brought up to date."""
    at = body.pop("at", None)
    given = {"matter": matter.id, "move": name, **body}
    done = transition.move(act(person, photos, at), decode.convert(given, MoveBody))
    fresh = stored(matter.id)
    for field in Matter._meta.fields:
        setattr(matter, field, getattr(fresh, field))
    return done


def seconds_pass() -> None:
    """What was done cannot be taken back any more, and residents are told of it."""
    Takeback.update(until=clock.now() - 1).execute()


def put(which: Any, **columns: Any) -> None:
    """Write these columns as no move does, into the matters of this condition, with the terms that follow."""
    ids = [row.id for row in Matter.select(Matter.id).where(which)]
    Matter.update(**columns).where(which).execute()
    for id in ids:
        terms.renew(Matter.get_by_id(id), Ground())
