"""What the clock does to matters: each piece works from durable rows, one matter a transaction, and may be killed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from peewee import BigIntegerField, InterfaceError, OperationalError

from app.areas.models import Area, Unit
from app.core import clock, db
from app.ledger.act import by_clock
from app.matters import terms
from app.matters.area_staff import Ground
from app.matters.models import CONFIRMED, DISPATCHED, IN_HAND, OPEN, RESOLVED, SHELVED, WORKING, Call, Matter
from app.matters.moves import climb as climbing
from app.matters.moves import open_calls
from app.matters.moves.calls import whistle
from app.matters.moves.confirming import decline
from app.matters.moves.ending import close
from app.matters.moves.passing_on import escalate, send_back
from app.matters.moves.record import Move
from app.matters.moves.step import Step
from app.matters.moves.time_limits import pause, remind, resume, supervise
from app.matters.queries.proposed import proposed_units
from app.matters.terms import MatterTerm
from app.matters.timing import hotline, occasions, pauses, thresholds

log = logging.getLogger("gridwalk.matters")
BATCH = 500  # what is left over is looked at next time
SET_RIGHT = clock.MINUTE  # a clock set back by less makes nobody climb or late


def _each(due: Callable[[], Any], work: Callable[[Matter], None]) -> int:
    """Do the work for each matter that is due, looked at again inside its own transaction; how many were done.

    One that is still due afterwards would be told the same again at the next look: it is undone and logged, and so is
    one whose work fails; neither holds up the others.
    """
    ids = [row.id for row in Matter.select(Matter.id).where(due()).order_by(Matter.id).limit(BATCH)]
    done = 0
    for wanted in ids:
        try:
            with db.transaction():
                matter = Matter.get_or_none((Matter.id == wanted) & due())
                if matter is not None:
                    work(matter)
                    # asked anew: its work may have put it off by the longest wait there is, reckoned from a later now
                    if Matter.select().where((Matter.id == wanted) & due()).exists():
                        raise RuntimeError("still due after its work")
                    done += 1
        except (OperationalError, InterfaceError):
            raise  # the database is away, for the others too
        except Exception:
            log.exception("clock work on a matter failed", extra={"fields": {"matter": wanted}})
    return done


def _renew(until: BigIntegerField, days: str) -> None:
    """What waits for people longer than any area lets it was written by a clock that was ahead: it waits anew from now."""
    longest = round(thresholds.longest(days) * clock.DAY)
    far = until > clock.now() + longest
    if Matter.select().where(far).exists():
        with db.transaction():
            Matter.update({until: clock.now() + longest}).where(far).execute()


def climb() -> int:
    """An emergency that nobody who holds it answered goes one level up; at the top the duty desk is reminded."""
    longest = max(thresholds.longest("climb_minutes"), 1) * clock.MINUTE + SET_RIGHT
    return _each(
        lambda: (
            Matter.state.in_(climbing.CLIMBING)
            & (Matter.urgency == "emergency")
            & clock.due(Matter.climb_at, longest)
        ),
        _climb,
    )


def _climb(matter: Matter) -> None:
    step = Step(by_clock(), matter, escalate.MOVE.name)
    if step.ground.next_level(matter.level) is None:
        step.verb = remind.MOVE.name
        step.extra["why"] = "climb"
        climbing.wait_for_answer(matter)
    else:
        if climbing.is_unmanned(matter):
            step.extra["why"] = climbing.UNMANNED
        escalate.escalate(step)
    step.finish()


def near_due() -> int:
    """Remind once when a fifth of the time is left."""
    return _each(lambda: Matter.state.in_(WORKING) & (Matter.near_at <= clock.now()), _near)


def _near(matter: Matter) -> None:
    matter.near_at = None
    Step(by_clock(), matter, remind.MOVE.name, extra={"why": "near", "due": matter.due}).finish()


def past_due() -> int:
    """Supervise once when the time is over, with a copy to the level above; the holder stays."""
    return _each(
        lambda: Matter.state.in_(WORKING) & (Matter.due <= clock.now()) & (Matter.late_told == False),  # noqa: E712
        _late,
    )


def _late(matter: Matter) -> None:
    matter.late_told, matter.near_at = True, None
    step = Step(by_clock(), matter, supervise.MOVE.name, extra={"why": "late", "due": matter.due})
    step.extra["copy_to"] = step.ground.next_level(matter.level)
    step.finish()


def ticket_clocks() -> int:
    """Of a hotline's clocks that our own deadline does not watch: remind when a fifth is left, supervise once it is over."""
    return _each(lambda: Matter.ticket_look <= clock.now(), _look_at_ticket)


def _look_at_ticket(matter: Matter) -> None:
    found = hotline.to_tell(matter)
    if found is None:
        terms.store(
            matter, Ground()
        )  # one is over that nobody had to keep: nothing happened that anyone should read
        return
    name, what, due = found
    hotline.change(matter, told={**matter.ticket.get("told", {}), name: what})
    step = Step(
        by_clock(), matter, remind.MOVE.name, reason=f"clock_{name}", extra={"why": "hotline", "due": due}
    )
    if what == "late":
        step.verb = supervise.MOVE.name
        step.extra["copy_to"] = step.ground.next_level(matter.level)
    step.finish()


def of_ended_units() -> int:
    """What still lies with a unit that has ended goes back to the desk that dispatched it: nothing lies with nobody."""
    ended = Unit.select(Unit.code).where(Unit.ended <= clock.now())
    found = [f"unit:{code}" for (code,) in ended.tuples()]
    named = MatterTerm.select(MatterTerm.matter).where(
        MatterTerm.term.in_(found), MatterTerm.list == terms.OPEN_ONES
    )
    return _each(
        lambda: (
            Matter.state.in_((DISPATCHED, IN_HAND)) & Matter.id.in_(named) & Matter.holder_unit.in_(ended)
        ),
        _give_back,
    )


def _give_back(matter: Matter) -> None:
    step = Step(by_clock(), matter, send_back.MOVE.name)
    send_back.of_ended_unit(step)
    step.finish()


def pass_confirmation_on() -> int:
    """Three days' silence is a "not today"; the last in turn keeps it."""
    _renew(Matter.confirm_until, "confirm_days")
    return _each(lambda: (Matter.state == RESOLVED) & (Matter.confirm_until <= clock.now()), _pass_on)


def _pass_on(matter: Matter) -> None:
    step = Step(by_clock(), matter, decline.MOVE.name)
    decline.decline(step)
    if step.extra["passed"]:
        step.finish()
    else:
        terms.store(matter, step.ground)  # the last keeps it: nothing happened that anyone should read


def close_confirmed() -> int:
    """Nobody rated it in fourteen days."""
    _renew(Matter.close_at, "close_days")
    return _each(lambda: (Matter.state == CONFIRMED) & (Matter.close_at <= clock.now()), _make(close.MOVE))


def resume_shelved() -> int:
    """The day has come until which it was shelved."""
    return _each(
        lambda: (Matter.state == SHELVED) & (Matter.shelved_until <= clock.now()),
        _make(resume.MOVE),
    )


def end_pauses() -> int:
    """The day has come until which the clock was to stand at most."""
    return _each(
        lambda: (
            Matter.paused_until.is_null(False)
            & (Matter.paused_until <= clock.now())
            & Matter.state.in_(WORKING)
        ),
        _go_on,
    )


def _go_on(matter: Matter) -> None:
    pauses.end(matter)
    Step(by_clock(), matter, pause.MOVE.name, extra={"why": "over"}).finish()


def unheard() -> int:
    """群众吹哨: whoever was not answered in time has the unit of the list called for them; once for each matter."""
    return _each(lambda: _waits_for_answer() & Matter.called_for.is_null(), _whistle_for)


def _waits_for_answer() -> Any:
    tops = [f"area:{area.code}" for area in Area.select(Area.code).where(Area.parent.is_null())]
    over = MatterTerm.select(MatterTerm.matter).where(
        MatterTerm.term.in_(tops), MatterTerm.list == terms.TO_ANSWER, MatterTerm.place <= clock.now()
    )
    return Matter.id.in_(over) & Matter.state.in_(WORKING)


def _whistle_for(matter: Matter) -> None:
    """Where no unit is left to call, the level above has it to watch."""
    matter.called_for = clock.now()
    step = Step(by_clock(), matter, whistle.MOVE.name, extra={"why": whistle.UNHEARD})
    called = open_calls.open_units(open_calls.calls_of(matter.id))
    units = proposed_units(matter, step.ground)
    step.to = [("unit", unit) for unit in units if unit not in called and unit != matter.holder_unit][:1]
    if step.to:
        whistle.whistle(step)
    else:
        step.verb = supervise.MOVE.name
        step.extra["copy_to"] = step.ground.next_level(matter.level)
    step.finish()


def _make(move: Move) -> Callable[[Matter], None]:
    def work(matter: Matter) -> None:
        assert move.verb is not None
        step = Step(by_clock(), matter, move.name)
        move.verb(step)
        step.finish()

    return work


def unanswered_calls() -> int:
    """A call past its time reminds once; after as long again it stands on the list of the desk above, and then climbs."""
    due = Call.select(Call.entry, Call.unit, Call.matter).where(_call_due()).limit(BATCH)
    done = 0
    for entry, unit, matter in list(due.tuples()):
        with db.transaction():
            call = Call.get_or_none((Call.entry == entry) & (Call.unit == unit) & _call_due())
            lying = Matter.get_or_none((Matter.id == matter) & Matter.state.in_(OPEN))
            if call is not None and lying is not None:
                _remind_call(call, lying)
                done += 1
    return done


def _call_due() -> Any:
    open_matters = Matter.select(Matter.id).where(Matter.state.in_(OPEN))
    return (
        Call.next_at.is_null(False)
        & (Call.state == "open")
        & clock.due(Call.next_at, occasions.longest() + SET_RIGHT)
        & Call.matter.in_(open_matters)
    )


def _remind_call(call: Call, matter: Matter) -> None:
    """The listing climbs by the same clock, a desk each time; the matter stays where it is."""
    step = Step(
        by_clock(), matter, remind.MOVE.name, call=call.entry, extra={"why": "call", "unit": call.unit}
    )
    after: dict[str, Any] = {"next_at": occasions.end(matter.level, call.reason, clock.now())}
    if call.reminded is None:
        after["reminded"] = clock.now()
    else:
        desk = call.listed or step.ground.desk_over(matter.level) or matter.level
        above = step.ground.next_level(desk)
        after |= {"listed": above or desk}
        if above is None or step.ground.next_level(above) is None:
            after["next_at"] = None  # there is nobody above whom it could be shown
        step.verb = supervise.MOVE.name
        step.extra["copy_to"] = above or desk
    open_calls.change(call, **after)
    step.finish()
