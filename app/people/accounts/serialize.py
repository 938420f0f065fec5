"""A person as the management pages show them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.core import clock
from app.people import names
from app.people.models import Enrolment, Passkey, Person
from app.people.phones import devices, lost_work
from app.people.sign_in import passkeys


def when(ms: int | None) -> str:
    """A moment in the city's zone, the year only when it is another one."""
    if ms is None:
        return ""
    at = dt.datetime.fromtimestamp(ms / 1000, clock.zone())
    return at.strftime("%m-%d %H:%M" if at.year == clock.today().year else "%Y-%m-%d %H:%M")


def state(person: Person, keys: int | None = None) -> str:
    """ended, waiting (cannot sign in yet), or live."""
    if person.ended is not None:
        return "ended"
    if person.password is not None:
        return "live"
    held = Passkey.select().where(Passkey.person == person).count() if keys is None else keys
    return "live" if held else "waiting"


def brief(person: Person, posts: list[Any]) -> dict[str, Any]:
    """A line of the list."""
    return {
        "id": person.id,
        "name": person.name,
        "staff_no": person.staff_no,
        "phone": names.masked(person.phone),
        "state": state(person),
        "posts": posts,
    }


def full(person: Person, posts: list[Any]) -> dict[str, Any]:
    """Everything on the person's page; the phone number stays masked."""
    link = (
        Enrolment.select()
        .where(Enrolment.person == person, Enrolment.used.is_null(), Enrolment.expires > clock.now())
        .first()
    )
    return {
        **brief(person, posts),
        "ended": when(person.ended),
        "passkeys": len(passkeys.passkeys_of(person)),
        "phones": [_phone(device) for device in devices.devices_of(person)],
        "link_until": when(link.expires) if link else "",
    }


def _phone(device: Any) -> dict[str, Any]:
    report, held = lost_work.last_report(device), device.gone_held or {}
    is_new = device.gone is None or device.reported != held.get("heard")  # it has told more since
    return {
        "id": device.id,
        "label": device.label,
        "seen": when(device.seen),
        "reported": when(device.reported) if is_new else "",
        "unsent": report["unsent"],
        "photos": report["photos"],
        "lost": when(device.lost),
        "gone": when(device.gone),
        "held": {**held, "heard": when(held.get("heard"))},
    }
