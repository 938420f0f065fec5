"""How long what people sign in with is kept after it is over: the clock's part."""

from __future__ import annotations

from app.core import db
from app.people.sign_in import enrolment, passkeys, sessions, throttle


def sweep() -> int:
    """Forget challenges, links, sessions and delays that are over; how many rows."""
    with db.transaction():
        return sum(work() for work in (passkeys.sweep, enrolment.sweep, sessions.sweep, throttle.sweep))
