"""What a tracker that takes commands is asked for: to move with a patrol, and to be quiet once its end is known."""

from __future__ import annotations

from app.core import clock, db
from app.core.prepared import Prepared, given
from app.patrol.companions import allowed, sealed
from app.patrol.companions.models import Companion
from app.patrol.models import Patrol

MOVE, QUIET = "move", "quiet"
MONITORING = {MOVE: 2, QUIET: -1}  # as OwnTracks numbers them
SOON = 30 * clock.MINUTE  # after the end: later, a start may be on its way that would be silenced


def wanted(companion: Companion) -> str | None:
    """The mode it is to take now, asked for once; None where it has been asked, or where nothing is known to ask.

    Without a running patrol nothing but its end is a reason: the start of another may wait on a phone without signal. Where
    nothing that it sends is taken, it is to be quiet, patrol or not.
    """
    now = clock.now()
    if not allowed.may_use(companion.person):
        return _asked(companion, QUIET)
    patrol = _LATEST.one_of(Patrol, person=companion.person, since=now - sealed.LOOKED_BACK)
    mode = _mode_for(patrol, now) if patrol is not None else None
    if mode is None or (mode == QUIET and companion.mode is None):
        return None
    return _asked(companion, mode)


def _asked(companion: Companion, mode: str) -> str | None:
    if mode == companion.mode:
        return None
    with db.transaction():
        _ASKED.send(id=companion.id, mode=mode)
    return mode


def _mode_for(patrol: Patrol, now: int) -> str | None:
    if patrol.finished is not None:
        return QUIET if patrol.finished <= now < patrol.finished + SOON else None
    if not patrol.started <= now <= sealed.end_of(patrol):
        return None
    return MOVE if any(allowed.is_open(code) for code in patrol.areas) else QUIET


_LATEST = Prepared(
    lambda: (
        Patrol.select()
        .where(Patrol.person == given("person"), Patrol.started > given("since"))
        .order_by(Patrol.started.desc(), Patrol.id.desc())
        .limit(1)
    )
)
_ASKED = Prepared(lambda: Companion.update(mode=given("mode")).where(Companion.id == given("id")))
