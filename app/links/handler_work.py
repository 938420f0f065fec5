"""Somebody handles a matter by a link: a unit's people without an account, or a person who is not signed in where it opened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.areas import tree
from app.areas.models import DESK_ROLES
from app.core import clock, db
from app.core.problems.problem import Deferred, Problem
from app.ledger.act import Act
from app.ledger.models import Entry
from app.links import lookup, shown
from app.links.commands import Work
from app.links.creation import place_of
from app.links.lookup import Opened
from app.links.models import LOOK
from app.links.photo_upload import bringer
from app.matters import transition
from app.matters.area_staff import Ground
from app.matters.commands import MoveBody
from app.matters.models import Matter
from app.matters.moves import table
from app.people.models import Person

# a page that is only opened acknowledges nothing
MOVES = tuple(move.name for move in table.MOVES if move.by_link)
WHEN = "%Y-%m-%dT%H:%M"  # what a datetime-local field sends


def serialize(opened: Opened, language: str) -> dict[str, Any]:
    """The matter for whoever handles it: what, where, until when, photos, its course, the desk's number, the open moves."""
    matter = opened.matter
    payload = shown.payload(opened, language)
    return {
        **payload,
        "place_name": place_of(matter.area, payload["spot"]),
        "due_at": clock.rfc3339(matter.due)[5:16].replace("T", " ") if matter.due else "",
        "before": payload["photos_before"],
        "after": payload["photos_after"],
        "offers": [offer for offer in payload["open_moves"] if offer["name"] in MOVES],
        "desk": _desk(matter),
        "who": payload["holder_name"] if opened.person is None else opened.person.name,
    }


@dataclass(frozen=True)
class Desk:
    """The desk to ring: its place's name and a number."""

    name: str
    phone: str


def _desk(matter: Matter) -> Desk | None:
    """Where the matter lies, else above: the desk's duty number, else that of whoever has been there longest."""
    ground = Ground()
    area = ground.desk_over(matter.level)
    if area is None:
        return None
    phone = tree.setting(area, "duty_phone", "")
    for person in [] if phone else ground.people(DESK_ROLES, [area]):
        phone = phone or Person.get_by_id(person).phone or ""
    return Desk(ground.name(area) or area, phone) if phone else None


def offer(opened: Opened, move: str, language: str) -> dict[str, Any]:
    """What the move needs; Problem not-open when it cannot be made now."""
    offers = next((entry for entry in serialize(opened, language)["offers"] if entry["name"] == move), None)
    if offers is None:
        raise Problem("not-open")
    return dict(offers)


def do(opened: Opened, payload: Work, photos: tuple[str, ...]) -> None:
    """Make the move; the same once more (a button tapped twice) does nothing.

    Problems: not-open, bad-value, or why the link is over.
    """
    link = opened.link
    if link.purpose == LOOK or payload.move not in MOVES:
        raise Problem("not-open")
    act = Act(opened.person, clock.now(), photos=photos)
    if opened.person is None:
        act = Act(None, clock.now(), photos=photos, actor="unit", lent=opened.reach, guest=bringer(opened))
    body = MoveBody(
        matter=link.matter, move=payload.move, text=payload.text, resident_text=payload.resident_text, reason=payload.reason,
        until=_until(payload.until), case_number=payload.case_number or None, call=int(payload.call) if payload.call else None,
    )  # fmt: skip
    with db.transaction():
        if _is_repeated(opened, payload, photos):
            return
        why = lookup.over(link, Matter.get_by_id(link.matter))
        if why is not None:
            raise Problem(why)
        try:
            transition.move(act, body)
        except Deferred as gone:
            raise Problem("link-over") from gone


def _until(text: str | None) -> str | None:
    """The moment in the city's zone that a date field names, as RFC 3339; Problem bad-value."""
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, WHEN).replace(tzinfo=clock.zone()).isoformat()
    except ValueError as error:
        raise Problem("bad-value", ("until", "bad-time")) from error


def _is_repeated(opened: Opened, payload: Work, photos: tuple[str, ...]) -> bool:
    link = opened.link
    last = (
        Entry.select()
        .where(Entry.kind == "matter", Entry.subject == link.matter, Entry.seq > link.mark)
        .order_by(Entry.seq.desc())
        .first()
    )
    if last is None or last.verb != payload.move:
        return False
    author = last.by if opened.person is not None else (last.body or {}).get("by_unit")
    content = (_kept(payload.text), _kept(payload.resident_text), list(photos) or None)
    known = (last.text, (last.body or {}).get("resident_text"), last.photos)
    return author == (link.person or link.unit) and known == content


def _kept(text: str | None) -> str | None:
    return (text or "").strip() or None
