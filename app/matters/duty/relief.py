"""Turns begin and end: whoever comes on duty hears of emergencies that nobody has answered, and where nobody comes they climb."""

from __future__ import annotations

from app.areas.duty import roster
from app.areas.duty.roster import Office
from app.core import clock, db
from app.ledger.act import by_clock
from app.matters.duty import coverage
from app.matters.models import Matter
from app.matters.moves import climb
from app.matters.moves.step import Step
from app.matters.moves.time_limits import remind

CURSOR = "duty:turns"
RELIEVED = "relieved"


def change() -> int:
    """What follows from the turns that began or ended since the last look; how many matters were reminded of.

    On the very first look it begins with now.
    """
    now = roster.written(clock.now())
    seen = db.Meta.value_of(CURSOR)
    if seen and not _changed(seen, now):
        return 0
    reminded = 0
    with db.transaction():
        seen = db.Meta.value_of(CURSOR)
        for office in _changed(seen, now) if seen else ():
            for matter in _unanswered(office):
                reminded += _remind(matter, office)
        db.Meta.write(CURSOR, now)
    return reminded


def _changed(seen: str, now: str) -> list[Office]:
    """The desks and units at which a turn began or ended after the one moment and not after the other."""
    return [
        office
        for office in roster.offices()
        if any(seen < edge <= now for turn in roster.turns_of(office) for edge in (turn.begins, turn.ends))
    ]


def _unanswered(office: Office) -> list[Matter]:
    held = Matter.holder_desk if office.kind == "desk" else Matter.holder_unit
    return list(
        Matter.select()
        .where(
            held == office.code, Matter.state.in_(climb.CLIMBING), Matter.urgency == "emergency",
            Matter.climb_at.is_null(False),
        )
        .order_by(Matter.id)
    )  # fmt: skip


def _remind(matter: Matter, office: Office) -> int:
    if coverage.is_unmanned(office):
        if climb.has_next_level(matter):
            matter.climb_at = min(matter.climb_at or 0, clock.now())
            matter.save(only=[Matter.climb_at])
        return 0
    Step(by_clock(), matter, remind.MOVE.name, extra={"why": RELIEVED}).finish()
    return 1
