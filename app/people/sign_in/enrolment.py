"""One-time links by which a person sets the first password, or a new one after a reset."""

from __future__ import annotations

from collections.abc import Iterable

from peewee import fn

from app.core import clock, db
from app.core.problems.problem import Problem
from app.people import events, tokens
from app.people.models import ENROLMENT_LIFE, OVER_KEPT, Enrolment, Passkey, Person, Session
from app.people.sign_in import sessions, sign_in


def make(by: Person | None, person: Person, life: int = ENROLMENT_LIFE) -> str:
    """The secret of a fresh link, good once and for `life` ms; earlier unused ones end. `by` None: the operator."""
    if not person.may_sign_in():
        raise Problem("gone")
    secret = tokens.new()
    with db.transaction():
        Enrolment.update(used=clock.now()).where(
            Enrolment.person == person, Enrolment.used.is_null()
        ).execute()
        Enrolment.create(
            id=tokens.digest(secret),
            person=person,
            made_by=by.id if by else None,
            expires=clock.now() + life,
        )
        events.note(by, "person", person.id, "enrolment_shown")
    return secret


def able(persons: Iterable[str]) -> set[str]:
    """Those of the persons who could sign in once: with a password, a passkey, or a session of whatever day."""
    has_key = fn.EXISTS(Passkey.select(Passkey.id).where(Passkey.person == Person.id))
    was_here = fn.EXISTS(Session.select(Session.id).where(Session.person == Person.id))
    rows = Person.select(Person.id).where(
        Person.id.in_(list(persons)), Person.password.is_null(False) | has_key | was_here
    )
    return {row.id for row in rows}


def find(secret: str) -> Enrolment:
    """The link that is still open; Problem not-found when there never was one, link-over when it is used or over."""
    link = Enrolment.get_or_none(Enrolment.id == tokens.digest(secret))
    if link is None:
        raise Problem("not-found")
    if link.used is not None or link.expires <= clock.now() or not link.person.may_sign_in():
        raise Problem("link-over")
    return link


def finish(secret: str, password: str) -> Person:
    """Set the password and use the link up; the person's other sessions end, sync tokens stay (unsent work arrives).

    Problem bad-value leaves the link open, link-over when somebody else was faster.
    """
    link = find(secret)
    with db.transaction():
        _use(link)
        sign_in.set_password(link.person, password, by=link.person, verb="enrolled")
    return Person.get(Person.id == link.person_id)


def settle_in(secret: str) -> Person:
    """A neighbour takes this phone, with nothing to remember: the link is used up, other sessions and any password end.

    Whether the person may do without a password is for the caller to know. Large type is how they begin.
    """
    link = find(secret)
    with db.transaction():
        _use(link)
        Person.update(password=None, large_type=True).where(Person.id == link.person_id).execute()
        ended = sessions.end_all(link.person)
        events.note(link.person, "person", link.person_id, "enrolled", body={"sessions": ended})
    return Person.get(Person.id == link.person_id)


def _use(link: Enrolment) -> None:
    """Use the link up, inside the caller's transaction; Problem link-over when somebody else was faster."""
    used = (
        Enrolment.update(used=clock.now()).where(Enrolment.id == link.id, Enrolment.used.is_null()).execute()
    )
    if not used:
        raise Problem("link-over")
    tokens.remember([link.id])


def sweep() -> int:
    """Forget links that have been over for 30 days; how many."""
    return Enrolment.delete().where(Enrolment.expires < clock.now() - OVER_KEPT).execute()
