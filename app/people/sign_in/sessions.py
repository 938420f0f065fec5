"""Sessions: one begins with every sign-in, and each can be ended alone or all but this one."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import clock, db
from app.core.problems.problem import Problem
from app.people import events, tokens
from app.people.models import OVER_KEPT, SESSION_LIFE, Person, Session, SyncToken
from app.people.phones import devices

FRESH = 15 * clock.MINUTE  # how long a password or passkey counts as just shown


@dataclass(frozen=True)
class Opened:
    """A fresh session's secret for the cookie and, for a phone, its sync token and when that ends (epoch ms)."""

    person: Person
    secret: str
    sync_token: str | None = None
    sync_token_expires: int | None = None
    life: int | None = None

    @property
    def max_age(self) -> int:
        """Seconds for which the browser keeps the cookie."""
        return (self.life or SESSION_LIFE) // clock.SECOND


def begin(
    person: Person,
    device: str | None = None,
    label: str = "",
    life: int | None = None,
    replaces: str | None = None,
) -> Opened:
    """Open a session under a new secret; on a phone it takes the place of the same person's earlier ones there.

    With a `life` (ms) of its own it lasts that long, and as long again from each time it is resumed. The one that it
    `replaces` lives on until the new secret is shown (`take_over`).
    """
    secret = tokens.new()
    with db.transaction():
        if device is not None:
            Session.update(ended=clock.now()).where(
                Session.person == person,
                Session.device == device,
                Session.ended.is_null(),
                Session.id != (replaces or ""),
            ).execute()
            devices.meet(person, device, label)
        Session.create(
            id=tokens.digest(secret),
            person=person,
            device=device,
            expires=clock.now() + (life or SESSION_LIFE),
            life=life,
            replaces=replaces,
        )
        if device is None:
            return Opened(person, secret, life=life)
        return Opened(person, secret, *tokens.issue_sync_token(person, device), life)


def resume(session: Session, device: str, label: str) -> Opened:
    """The session goes on under a new secret, bound to this phone, with a sync token; it proves nothing anew.

    The reply may be lost, and a neighbour has no password to come back with: the old secret opens until the new one is shown.
    Problem sign-in when the session belongs to another phone.
    """
    if session.device not in (None, device):
        raise Problem("sign-in")
    with db.transaction():
        opened = begin(session.person, device, label, session.life, replaces=session.id)
        expires = session.expires if session.life is None else clock.now() + session.life
        Session.update(proved=session.proved, expires=expires).where(
            Session.id == tokens.digest(opened.secret)
        ).execute()
    return opened


def take_over(session: Session) -> None:
    """The secret of a resumed session has come back: what it goes on from ends."""
    with db.transaction():
        Session.update(ended=clock.now()).where(
            Session.id == session.replaces, Session.ended.is_null()
        ).execute()
        Session.update(replaces=None).where(Session.id == session.id).execute()


def end(session: Session) -> None:
    """Sign out: this session alone; the phone's sync token goes on carrying what is still unsent."""
    with db.transaction():
        tokens.end_sessions((Session.id == session.id) | (Session.replaces == session.id))
        events.note(
            session.person, "person", session.person_id, "signed_out", body={"device": session.device}
        )


def end_others(session: Session) -> int:
    """Sign out my other phones: end every other session and revoke every other phone's sync token; how many sessions."""
    person = session.person
    with db.transaction():
        ended = tokens.end_sessions(Session.person == person, Session.id != session.id)
        if session.device is None:
            tokens.revoke(SyncToken.person == person)
        else:
            tokens.revoke(SyncToken.person == person, SyncToken.device != session.device)
        events.note(person, "person", person.id, "signed_out_others", body={"sessions": ended})
    return ended


def shorten(person: Person) -> None:
    """A person who is a neighbour no longer, but staff: what is left of long sessions is an ordinary one's time."""
    latest = clock.now() + SESSION_LIFE
    Session.update(life=None).where(Session.person == person).execute()
    Session.update(expires=latest).where(Session.person == person, Session.expires > latest).execute()


def end_all(person: Person, but: Session | None = None) -> int:
    """End the person's sessions, inside the caller's transaction; how many."""
    which = [Session.person == person]
    if but is not None:
        which.append(Session.id != but.id)
    return tokens.end_sessions(*which)


def prove(session: Session) -> None:
    """Note that the password or a passkey has just been shown again."""
    Session.update(proved=clock.now()).where(Session.id == session.id).execute()


def require_fresh(session: Session) -> None:
    """Problem confirm-identity unless a password or passkey was shown in the last 15 minutes (ASVS 7.5.1)."""
    if clock.due(session.proved + FRESH, FRESH):
        raise Problem("confirm-identity")


def sweep() -> int:
    """Forget sessions, and sync tokens, that have been over for 30 days; how many."""
    long_ago = clock.now() - OVER_KEPT
    gone = Session.delete().where((Session.expires < long_ago) | (Session.ended < long_ago)).execute()
    return gone + SyncToken.delete().where(SyncToken.expires < long_ago).execute()
