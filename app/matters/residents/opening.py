"""A resident's request becomes a matter: held as any other, told with the resident's own words, nobody its finder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core import db, ids
from app.core.place import Place
from app.evidence import uses
from app.ledger.act import Act
from app.ledger.models import Entry
from app.ledger.outcome import Outcome
from app.ledger.record import record
from app.matters import categories, terms
from app.matters.area_staff import Ground, choose_holder
from app.matters.models import REPORTED, Matter
from app.matters.timing import answers, deadlines


@dataclass(frozen=True)
class Asked:
    """What a resident asked for; `channel` is one of those of `requests.models`, and the number was given when it arrived."""

    request: str
    number: str
    category: str
    text: str
    area: str
    placed: str
    channel: str
    place: Place | None = None
    photos: tuple[str, ...] = ()
    confidential: bool = False
    received: int | None = None
    held: bool = False
    is_awaited: bool = True  # somebody waits for it; nobody does for what a machine found
    handed_over_by: str | None = None  # the name of the other system
    due: int | None = None  # until when that wants it done
    contact_by: int | None = None  # and whoever asked called
    level: str | None = None  # where it lies, when a desk took it in; None: with the people of the place
    ticket: dict[str, Any] | None = (
        None  # of a hotline, whose clocks go before ours (app/matters/timing/hotline.py)
    )


def ask(act: Act, asked: Asked) -> Outcome:
    """The new matter; `act` is the resident's, or that of the person who released or entered the request.

    `finder` stays null also where staff entered it: figures tell the two apart by the report's `channel`.
    """
    categories.require(asked.category)
    with db.transaction():
        ground = Ground()
        matter = _make(act, asked, ground)
        entry = _record(act, asked, matter, ground)
        return Outcome("matter", matter.id, entry.seq, matter.number)


def _make(act: Act, asked: Asked, ground: Ground) -> Matter:
    lies_at = asked.level or ground.grid_of(asked.area) or asked.area
    level, holder = choose_holder(ground, asked.area, lies_at, None)
    where = asked.place
    matter = Matter(
        id=ids.uuid7(), number=asked.number, state=REPORTED, area=asked.area, level=level, placed=asked.placed,
        category=asked.category, text=asked.text, resident_asked=asked.is_awaited, confidential=asked.confidential,
        place=where.serialize() if where else None, lat=where.lat if where else None, lon=where.lon if where else None,
        reported_at=asked.received or act.at, received_at=act.received, ticket=asked.ticket,
    )  # fmt: skip
    matter.give_to(**holder)
    deadlines.start(matter, ground)
    if asked.is_awaited:
        answers.wait(matter)
    deadlines.bring_forward(matter, asked.due)
    if asked.ticket is not None and asked.contact_by is not None:
        matter.answer_due = asked.contact_by
    elif asked.contact_by is not None:
        matter.answer_due = min(asked.contact_by, matter.answer_due or asked.contact_by)
    return matter


def _record(act: Act, asked: Asked, matter: Matter, ground: Ground) -> Entry:
    uses.name(asked.photos, "matter", matter.id, act.bringer)
    fields = {
        "category": matter.category,
        "urgency": "normal",
        "placed": matter.placed,
        "channel": asked.channel,
        **({"request": asked.request} if asked.request else {}),
        **({"by_name": asked.handed_over_by} if asked.handed_over_by else {}),
    }
    entry = record(
        act, "matter", matter.id, "report", text=matter.text or None, photos=asked.photos,
        body={**fields, "held": True} if asked.held else fields,
        area=matter.area, level=matter.level, unit=matter.holder_unit, person=matter.holder_person,
    )  # fmt: skip
    matter.seq = entry.seq
    terms.store(matter, ground, is_new=True)
    return entry
