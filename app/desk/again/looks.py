"""再看一眼: a mark for oneself on a matter, with a day and an hour. It moves no clock and tells nobody.

It leaves no entry in the ledger: that is what happened to a matter and is read by whoever may see it, while this is a note on
one's own table. It has a table of its own, stands in the person's download, and is forgotten by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.core import clock, db
from app.core.prepared import Prepared, given
from app.core.problems.problem import Problem
from app.core.words import mark, mark_in, translate
from app.desk.again.models import LookAgain
from app.people.models import Person

MOST = 200  # of one person
FARTHEST = 366 * clock.DAY
KEPT = 90 * clock.DAY  # after its time
MORNING, AFTERNOON = dt.time(9), dt.time(15)

_PLACES = Prepared(
    lambda: (
        LookAgain.select(LookAgain.at, LookAgain.matter)
        .where(LookAgain.person == given("person"))
        .order_by(LookAgain.at, LookAgain.matter)
    )
)


def _in_an_hour(now: dt.datetime) -> dt.datetime | None:
    return now + dt.timedelta(hours=1)


def _this_afternoon(now: dt.datetime) -> dt.datetime | None:
    at = dt.datetime.combine(now.date(), AFTERNOON, now.tzinfo)
    return at if at - now > dt.timedelta(hours=1) else None


def _tomorrow(now: dt.datetime) -> dt.datetime | None:
    return dt.datetime.combine(now.date() + dt.timedelta(days=1), MORNING, now.tzinfo)


def _on_monday(now: dt.datetime) -> dt.datetime | None:
    days = 7 - now.weekday()
    return (
        None if days == 1 else dt.datetime.combine(now.date() + dt.timedelta(days=days), MORNING, now.tzinfo)
    )


# what is offered: its words, and the moment, where that is not too near or another one's
CHOICES: dict[str, tuple[str, Callable[[dt.datetime], dt.datetime | None]]] = {
    "hour": (mark("一小时后"), _in_an_hour),
    "afternoon": (mark("今天下午三点"), _this_afternoon),
    "tomorrow": (mark("明天上午九点"), _tomorrow),
    "monday": (mark_in("moment", "周一上午九点"), _on_monday),
}


def _local_now() -> dt.datetime:
    return dt.datetime.fromtimestamp(clock.now() / 1000, clock.zone())


def offered(language: str) -> list[tuple[str, str]]:
    """The moments to choose from, as (value, words)."""
    now = _local_now()
    return [
        (name, translate(words, language)) for name, (words, at) in CHOICES.items() if at(now) is not None
    ]


def moment_of(choice: str, typed: str) -> int:
    """The moment of one that was offered, else what a field of day and hour holds. Problem bad-value on `at`."""
    if choice:
        at = CHOICES[choice][1](_local_now()) if choice in CHOICES else None
        if at is None:
            raise Problem("bad-value", ("at", "not-a-choice"))
        return int(at.timestamp() * 1000)
    if not typed.strip():
        raise Problem("bad-value", ("at", "needs-until"))
    try:
        day = dt.datetime.fromisoformat(typed.strip())
        return int((day if day.tzinfo else day.replace(tzinfo=clock.zone())).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise Problem("bad-value", ("at", "bad-moment")) from error


def look_again(person: Person, matter: str, at: int) -> None:
    """Mark it, or move its mark. Problem bad-value for a time that is past or too far, or for one too many."""
    now = clock.now()
    if at <= now:
        raise Problem("bad-value", ("at", "past"))
    if at > now + FARTHEST:
        raise Problem("bad-value", ("at", "within-a-year"))
    with db.transaction():
        others = LookAgain.select().where(LookAgain.person == person.id, LookAgain.matter != matter)
        if others.count() >= MOST:
            raise Problem("bad-value", ("at", "too-many", {"most": MOST}))
        LookAgain.insert(person=person.id, matter=matter, at=at, made=now).on_conflict(
            conflict_target=[LookAgain.person, LookAgain.matter], update={LookAgain.at: at}
        ).execute()


def end(person: Person, matter: str) -> None:
    """Take the mark away. One that is not there is away."""
    with db.transaction():
        LookAgain.delete().where(LookAgain.person == person.id, LookAgain.matter == matter).execute()


def places(person: str) -> list[tuple[int, str]]:
    """(when, matter) of each that the person marked, the first to look at first, whether it is within reach or not."""
    return [(at, matter) for at, matter in _PLACES.rows(person=person)]


def forget() -> int:
    """Delete the marks whose time is long over; how many."""
    with db.transaction():
        return int(LookAgain.delete().where(LookAgain.at < clock.now() - KEPT).execute())


def of_person(person: Person) -> list[dict[str, str]]:
    """The person's own, for the download of one's own data."""
    return [{"matter": matter, "at": clock.rfc3339(at)} for at, matter in places(person.id)]
