"""Work that is gone with a phone's store: nobody can tell but the office, which remembers what the phone last told."""

from __future__ import annotations

from typing import Any

from app.core import clock, db
from app.core.problems.problem import Problem
from app.people import events
from app.people.models import TOKEN_LIFE, Device, Person, Session

OFFERED_MOST = 5  # phones asked about at one sign-in


def last_report(device: Device) -> dict[str, Any]:
    """The phone's last report: {"unsent", "photos": counts, "heard": epoch ms or None}."""
    last: dict[str, Any] = device.report or {}
    return {
        "unsent": _count(last.get("unsent")),
        "photos": _count(last.get("photos")),
        "heard": device.reported,
    }


def _count(value: Any) -> int:
    return max(0, int(value)) if isinstance(value, int | float) else 0


def silent_devices(person: Person, device: str, fresh: bool) -> list[Device]:
    """Phones of this person that may have lost what they last held, asked as `device` signs in.

    Its own row, where it says that its store came back empty (`fresh`): its last word is kept from its next one. Others
    only while it has told nothing itself yet, so that each phone is asked once: whether one of them is this very phone,
    emptied, its person alone can say.
    """
    rows = {row.id: row for row in Device.select().where(Device.person == person, Device.lost.is_null())}
    own = rows.pop(device, None)
    silent_ones = []
    if own is not None and fresh and last_report(own)["unsent"]:
        own.gone_held = last_report(own)
        Device.update(gone=None, gone_by=device, gone_held=own.gone_held).where(_is(person, device)).execute()
        silent_ones.append(own)
    if own is None or own.reported is None:
        since = clock.now() - TOKEN_LIFE
        others = [row for row in rows.values() if row.gone is None and (row.reported or 0) > since]
        silent_ones += sorted(
            (row for row in others if last_report(row)["unsent"]), key=lambda row: -row.reported
        )
    return silent_ones[:OFFERED_MOST]


def confirm(session: Session, device: str, unsent: int | None = None) -> None:
    """Its person says that what the phone held is gone; asking twice is harmless. The entry stays whatever comes after.

    `unsent`: how many are gone where some were found again. Problem not-found when the person has no such phone, stale
    when it has told since that nothing waits.
    """
    person: Person = session.person
    with db.transaction():
        row = Device.get_or_none(_is(person, device))
        if row is None:
            raise Problem("not-found")
        if row.gone is not None:
            return
        was = row.gone_held if device == session.device and row.gone_held else last_report(row)
        if not was["unsent"]:
            raise Problem("stale")
        was = {**was, "unsent": min(was["unsent"], unsent or was["unsent"])}
        Device.update(gone=clock.now(), gone_by=session.device, gone_held=was).where(
            _is(person, device)
        ).execute()
        body = {"person": person.id, "held": was, "told_by": session.device}
        events.note(person, "device", device, "gone", body=body)


def heard_again(person: Person, device: str) -> None:
    """Take back the note that this phone is gone, because it has sent something. Call it inside a transaction."""
    condition = _is(person, device) & Device.gone.is_null(False)
    wrong = Device.update(gone=None, gone_by=None, gone_held=None).where(
        condition & (Device.gone_by.is_null() | (Device.gone_by != device))
    )
    if wrong.execute():
        events.note(person, "device", device, "heard_again", body={"person": person.id})


def _is(person: Person, device: str) -> Any:
    return (Device.id == device) & (Device.person == person)
