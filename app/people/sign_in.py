"""Signing in by staff number, phone number or given name, with a password."""

from __future__ import annotations

import logging
from typing import Any

from app.core import db
from app.core.problems import Problem
from app.people import book, devices, names, passkeys, passwords, sessions, throttle
from app.people.models import Device, Person, Session

log = logging.getLogger("gridwalk.sign_in")


def by_password(
    login: str, password: str, device: str | None, label: str, address: str | None
) -> sessions.Opened:
    """A new session for whoever `login` and `password` belong to, on the phone `device`.

    Problem wrong-password (the same for an unknown name, a wrong password, a leaver) or slow-down.
    """
    person = names.find(login)
    with throttle.guarded(_key(person, login, device), throttle.network(address)):
        if not passwords.matches(person.password if person else None, password) or person is None:
            log.info("refused", extra={"fields": {"way": "password"}})
            raise Problem("wrong-password")
        if not person.may_sign_in():
            raise Problem("wrong-password")
    if passwords.outdated(str(person.password)):
        Person.update(password=passwords.hashed(password)).where(Person.id == person.id).execute()
    log.info("signed in", extra={"fields": {"way": "password"}})
    return sessions.begin(person, device, label[: devices.LABEL_MOST])


def _key(person: Person | None, login: str, device: str | None) -> tuple[str, throttle.Brake]:
    """A phone the person has used before has a delay of its own, so that guesses from elsewhere do not slow it down."""
    if person is None:
        return throttle.account(f"nobody:{names.plain(login).casefold()}")
    known = (
        device is not None
        and Device.select()
        .where(Device.id == device, Device.person == person, Device.lost.is_null())
        .exists()
    )
    return throttle.account(f"{person.id}:{device if known else ''}")


def prove(session: Session, password: str, address: str | None) -> None:
    """Show the password once more within a session; Problem wrong-password or slow-down."""
    person: Person = session.person
    with throttle.guarded(_key(person, "", session.device), throttle.network(address)):
        if not passwords.matches(person.password, password):
            raise Problem("wrong-password")
    sessions.prove(session)


def change_password(session: Session, old: str | None, new: str, address: str | None) -> None:
    """Set another password, having shown the old one (or, without one, just signed in by passkey).

    Ends the person's other sessions; sync tokens stay, so that unsent work still arrives.
    """
    person: Person = session.person
    if person.password is None:
        sessions.require_fresh(session)
    else:
        prove(session, old or "", address)
    set_password(person, new, by=person, verb="password_changed", but=session, field="new")


def set_password(
    person: Person,
    password: str,
    by: Person | None,
    verb: str,
    but: Session | None = None,
    field: str = "password",
) -> None:
    """Check and keep a password and end the person's sessions, but one; Problem bad-value."""
    passwords.check(password, (person.name, person.phone, person.staff_no, person.login), field)
    kept = passwords.hashed(password)
    with db.transaction():
        Person.update(password=kept).where(Person.id == person.id).execute()
        ended = sessions.end_all(person, but)
        book.note(by, "person", person.id, verb, body={"sessions": ended})


def by_passkey(
    site: passkeys.Site, credential: dict[str, Any], device: str, label: str, address: str | None
) -> sessions.Opened:
    """A new session for whoever the passkey belongs to; Problem passkey-refused or slow-down."""
    with throttle.guarded(throttle.network(address)):
        passkeys.consume_sign_in(credential)
        with db.transaction():
            opened = sessions.begin(passkeys.verify(site, credential), device, label[: devices.LABEL_MOST])
    log.info("signed in", extra={"fields": {"way": "passkey"}})
    return opened


def prove_by_passkey(
    site: passkeys.Site, session: Session, credential: dict[str, Any], address: str | None
) -> None:
    """Show a passkey once more within a session; Problem passkey-refused or slow-down."""
    with throttle.guarded(throttle.network(address)):
        passkeys.consume_sign_in(credential, session.person)
        with db.transaction():
            passkeys.verify(site, credential, session.person)
            sessions.prove(session)
