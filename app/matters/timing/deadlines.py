"""Until when a matter should be handled: per category and level, in working or natural time."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Expression

from app.areas import tree
from app.core import clock
from app.core.remembered import remembered
from app.core.words import mark, translate
from app.matters import responsibility
from app.matters.area_staff import Ground
from app.matters.models import DISPATCHED, WORKING, Category, Matter
from app.matters.timing import hotline, thresholds, workdays

# What one level more may take, where no responsibility row says it; the community's time is the category's own.
LEVEL_FACTOR = {"grid": 1, "dedicated_grid": 1, "community": 1, "street": 2, "city": 3}
NEAR_SHARE = 0.8  # near due: a fifth of the time is left


@dataclass(frozen=True)
class Time:
    """How long something may take: hours, counted day and night or in working time."""

    hours: float
    natural: bool


@remembered
def allowed(category: str, level_kind: str, above: tuple[str, ...] = ()) -> Time:
    """The time for a category at a kind of level; `above` is the area where it lies, and those over it.

    The responsibility row of the thing, else of its class, else the category's own hours times the level's factor.
    """
    thing = Category.get_by_id(category)
    row = responsibility.row_for(category, level_kind, above)
    hours, natural = thing.hours * LEVEL_FACTOR.get(level_kind, 1), bool(thing.natural)
    if row is not None:
        hours = row.hours if row.hours is not None else hours
        natural = row.natural if row.natural is not None else natural
    return Time(hours, natural)


def is_natural(matter: Matter, ground: Ground) -> bool:
    """Whether its time runs day and night."""
    chain = tuple(ground.chain(matter.level))
    return matter.urgency == "emergency" or allowed(matter.category, ground.kind(matter.level), chain).natural


def forget_pause(matter: Matter) -> None:
    """Nothing stands still any more (not saved)."""
    matter.paused = matter.paused_until = None


def start(matter: Matter, ground: Ground) -> None:
    """Start the deadline afresh for the level where the matter lies (not saved)."""
    forget_pause(matter)
    time = allowed(matter.category, ground.kind(matter.level), tuple(ground.chain(matter.level)))
    if (
        matter.urgency == "emergency"
    ):  # a danger is not given the days that its category would have, nor more at each level
        time = Time(min(time.hours, thresholds.number(matter.level, "emergency_hours")), True)
    setting = tree.setting(matter.level, "work_hours", workdays.HOURS)
    matter.started_due = clock.now()
    matter.due, matter.due_note = _end(matter.started_due, time, setting)
    matter.near_at, _ = _end(matter.started_due, Time(time.hours * NEAR_SHARE, time.natural), setting)
    matter.late_told = False
    matter.asked_until = None
    hotline.override(matter)


def tried(matter: Matter, ground: Ground) -> Matter:
    """The matter with the deadline it would have, dispatched at this moment where it lies. Not to be saved."""
    copy = Matter(**matter.__data__)
    copy.state = DISPATCHED
    start(copy, ground)
    return copy


def extend(matter: Matter, until: int) -> None:
    """Put the deadline off (not saved)."""
    now = clock.now()
    forget_pause(matter)
    matter.due, matter.due_note, matter.late_told, matter.asked_until = until, None, False, None
    matter.near_at = now + round((until - now) * NEAR_SHARE)


def bring_forward(matter: Matter, until: int | None) -> None:
    """Let it be done by then where that is sooner (not saved), with the reminder as far before it; None changes nothing."""
    if until is None or hotline.answer_by(matter) or (matter.due is not None and matter.due <= until):
        return
    now = clock.now()
    matter.due, matter.due_note = until, None
    matter.near_at = now + round((until - now) * NEAR_SHARE)


def put_off(matter: Matter, span: int) -> None:
    """Add the milliseconds during which nobody could work on it (not saved); a hotline's clock goes on meanwhile."""
    if hotline.override(matter):
        return
    if matter.due is not None:
        matter.due += span
        matter.late_told = matter.late_told and matter.due < clock.now()
    if matter.near_at is not None:
        matter.near_at += span


def _end(start: int, time: Time, setting: str) -> tuple[int, str | None]:
    """(epoch ms, note): the note names a year whose holidays are not published yet."""
    if time.natural:
        return start + round(time.hours * clock.HOUR), None
    due, guessed = workdays.add(start, time.hours * 60, setting)
    return due, None if guessed is None else f"no-calendar:{guessed}"


def late_at(matter: Matter) -> int | None:
    """The moment after which the matter is late (epoch ms); None while no deadline runs: once done, it is not late."""
    return matter.due if matter.state in WORKING else None


def late(now: int) -> Expression:
    """The condition for the matters whose `late_at` lies before `now`."""
    return Matter.state.in_(WORKING) & Matter.due.is_null(False) & (Matter.due < now)


def soon_at(matter: Matter) -> int | None:
    """The moment from which a fifth of its time is left (epoch ms), in the time that it is counted in; None while no deadline runs."""
    if late_at(matter) is None:
        return None
    return (
        matter.near_at if matter.near_at is not None else matter.started_due or matter.received_at
    )  # reminded: past


def state_of(matter: Matter, now: int) -> str | None:
    """ "near", "late", "running", or None where no deadline runs."""
    due, soon = late_at(matter), soon_at(matter)
    if due is None or soon is None:
        return None
    return "late" if due < now else "near" if soon <= now else "running"


@dataclass(frozen=True)
class TimeLeft:
    """The time that is left, in whole minutes of working time or, where danger counts nights too, of any."""

    minutes: int
    is_natural: bool
    day: int  # minutes of a day of that time


def time_left(matter: Matter, level_kind: str, now: int) -> TimeLeft | None:
    """What is left until it is late; None once it is, and while no deadline runs. `level_kind`: of the level where it lies."""
    due = late_at(matter)
    if due is None or due < now:
        return None
    if matter.urgency == "emergency" or allowed(matter.category, level_kind).natural:
        return TimeLeft((due - now) // clock.MINUTE, True, clock.DAY // clock.MINUTE)
    setting = tree.setting(matter.level, "work_hours", workdays.HOURS)
    return TimeLeft(int(workdays.between(now, due, setting)), False, workdays.day_minutes(setting))


def note_sentence(note: str | None, language: str) -> str | None:
    """The sentence for a matter's `due_note`."""
    if note is None:
        return None
    year = note.partition(":")[2]
    return translate(mark("{year} 年的放假安排还没有公布，先按周一至周五计算。"), language, year=year)
