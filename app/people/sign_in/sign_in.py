"""Signing in by staff number, phone number or given name, with a password."""

from __future__ import annotations

import logging
from typing import Any

from app.core import db
from app.core.problems.problem import Problem
from app.people import events, names
from app.people.models import Person, Session
from app.people.phones import devices
from app.people.sign_in import known_browsers, passkeys, passwords, sessions, throttle

log = logging.getLogger("gridwalk.sign_in")


def by_password(
    login: str, password: str, device: str | None, label: str, address: str | None, cookie: str = ""
) -> sessions.Opened:
    """A new session for whoever `login` and `password` belong to, on the phone `device`.

    A browser whose `cookie` knows the person has a budget of its own. Any other waits as its network and the name it
    typed have to, which is the same for a name that nobody has; behind that a person's names share one budget, and a
    try beyond it is answered like a wrong password, unjudged, since a delay would tell that the names are one person's.

    Problem wrong-password (the same for an unknown name, a wrong password, a leaver) or slow-down.
    """
    person = names.find(login)
    known = known_browsers.find(cookie, person.id) if person is not None else None
    if person is not None and known is not None:
        with throttle.guarded(throttle.account(f"{person.id}:{known}")):
            _judge(person, password)
    else:
        typed = names.key(login)
        shared = throttle.account(person.id if person is not None else f"nobody:{typed}")
        with throttle.guarded(throttle.name(typed), throttle.network(address)):
            _judge(person if throttle.may_try(*shared) else None, password)
        throttle.take_back(*shared)
    assert person is not None
    if passwords.outdated(str(person.password)):
        Person.update(password=passwords.hash_password(password)).where(Person.id == person.id).execute()
    log.info("signed in", extra={"fields": {"way": "password"}})
    return sessions.begin(person, device, label[: devices.LABEL_MOST])


def _judge(person: Person | None, password: str) -> None:
    """Problem wrong-password; it takes as long for nobody as for somebody."""
    is_right = passwords.matches(person.password if person is not None else None, password)
    if person is None or not is_right or not person.may_sign_in():
        log.info("refused", extra={"fields": {"way": "password"}})
        raise Problem("wrong-password")


def prove(session: Session, password: str) -> None:
    """Show the password once more within a session, which has a budget of its own; Problem wrong-password or slow-down."""
    person: Person = session.person
    with throttle.guarded(throttle.account(f"{person.id}:{session.id}")):
        if not passwords.matches(person.password, password):
            raise Problem("wrong-password")
    sessions.prove(session)


def change_password(session: Session, old: str | None, new: str) -> None:
    """Set another password, having shown the old one (or, without one, just signed in by passkey).

    Ends the person's other sessions; sync tokens stay, so that unsent work still arrives.
    """
    person: Person = session.person
    if person.password is None:
        sessions.require_fresh(session)
    else:
        prove(session, old or "")
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
    stored_hash = passwords.hash_password(password)
    with db.transaction():
        Person.update(password=stored_hash).where(Person.id == person.id).execute()
        ended = sessions.end_all(person, but)
        events.note(by, "person", person.id, verb, body={"sessions": ended})


def by_passkey(site: passkeys.Site, credential: dict[str, Any], device: str, label: str) -> sessions.Opened:
    """A new session for whoever the passkey belongs to, never held up by those who guess passwords; Problem passkey-refused."""
    passkeys.consume_sign_in(credential)
    with db.transaction():
        opened = sessions.begin(passkeys.verify(site, credential), device, label[: devices.LABEL_MOST])
    log.info("signed in", extra={"fields": {"way": "passkey"}})
    return opened


def prove_by_passkey(site: passkeys.Site, session: Session, credential: dict[str, Any]) -> None:
    """Show a passkey once more within a session; Problem passkey-refused."""
    passkeys.consume_sign_in(credential, session.person)
    with db.transaction():
        passkeys.verify(site, credential, session.person)
        sessions.prove(session)
