"""A leaver's account is ended, never deleted, and can be opened again."""

from __future__ import annotations

from app.core import clock, db
from app.people import events, tokens
from app.people.models import Enrolment, Person, SyncToken
from app.people.sign_in import sessions


def disable(by: Person | None, person: Person) -> None:
    """End the account with its sessions, sync tokens and open links. Asking twice is harmless."""
    with db.transaction():
        ended = (
            Person.update(ended=clock.now(), ended_by=by.id if by else None)
            .where(Person.id == person.id, Person.ended.is_null())
            .execute()
        )
        count = sessions.end_all(person)
        tokens.revoke(SyncToken.person == person)
        Enrolment.update(used=clock.now()).where(
            Enrolment.person == person, Enrolment.used.is_null()
        ).execute()
        if ended:
            events.note(by, "person", person.id, "disabled", body={"sessions": count})


def enable(by: Person | None, person: Person) -> None:
    """Open an ended account again; the phones have to sign in anew."""
    with db.transaction():
        opened = (
            Person.update(ended=None, ended_by=None)
            .where(Person.id == person.id, Person.ended.is_null(False))
            .execute()
        )
        if opened:
            events.note(by, "person", person.id, "enabled")
