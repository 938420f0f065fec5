"""The phones people carry: what each last told of its unsent work, and what happens when one is lost."""

from __future__ import annotations

from typing import Any

from app.core import clock, db
from app.core.problems.problem import Problem
from app.people import events, tokens
from app.people.models import Device, Person, Session, SyncToken
from app.people.phones import lost_work

REPORT_KEYS = ("unsent", "photos", "attention", "oldest", "bytes", "app")
LABEL_MOST = 80


def meet(person: Person, device: str, label: str) -> Device:
    """The phone's row for this person, with the time it was seen; signing in brings a phone back that was reported lost."""
    row = Device.get_or_none(Device.id == device, Device.person == person)
    if row is None:
        Device.insert(id=device, person=person, label=label).on_conflict_ignore().execute()
        events.note(person, "device", device, "first_used", body={"person": person.id, "label": label})
        return Device.get(Device.id == device, Device.person == person)
    if row.lost is not None:
        events.note(person, "device", device, "found", body={"person": person.id})
    Device.update(seen=clock.now(), lost=None, lost_by=None, label=label or row.label).where(
        Device.id == device, Device.person == person
    ).execute()
    lost_work.heard_again(person, device)
    return row


def report(person: Person, device: str, status: dict[str, Any]) -> None:
    """Keep what the phone last told of its queue: numbers and one time, nothing else of what it sent."""
    report_fields = {
        key: status[key]
        for key in REPORT_KEYS
        if isinstance(status.get(key), int | float)
        or (isinstance(status.get(key), str) and len(status[key]) <= 64)
    }
    with db.transaction():
        Device.insert(
            id=device, person=person, report=report_fields, reported=clock.now(), seen=clock.now()
        ).on_conflict(
            conflict_target=[Device.id, Device.person],
            update={Device.report: report_fields, Device.reported: clock.now(), Device.seen: clock.now()},
        ).execute()
        lost_work.heard_again(person, device)


def devices_of(person: Person) -> list[Device]:
    """The person's phones, the one seen last first."""
    return list(Device.select().where(Device.person == person).order_by(Device.seen.desc(), Device.id))


def end_lost(by: Person, person: Person, device: str) -> Device:
    """A phone is lost: end its sessions, revoke its sync tokens, mark it. Asking twice is harmless.

    Returns the phone with what it still held by its last report; Problem not-found when the person has no such phone.
    """
    with db.transaction():
        row = Device.get_or_none(Device.id == device, Device.person == person)
        if row is None:
            raise Problem("not-found")
        if row.lost is None:
            Device.update(lost=clock.now(), lost_by=by.id).where(
                Device.id == device, Device.person == person
            ).execute()
            events.note(by, "device", device, "lost", body={"person": person.id, "held": row.report})
        tokens.end_sessions(Session.person == person, Session.device == device)
        tokens.revoke(SyncToken.person == person, SyncToken.device == device)
        return Device.get(Device.id == device, Device.person == person)
