"""Who else has a matter open: told to those who see it too, so that two do not write at once; nothing of it is kept.

Several processes answer one desk, so it stands in a table and not in memory. What an open page says every three seconds is
written once in ten, or when somebody begins to write or ends; no page waits for it or fails with it, and the ledger knows nothing of it.
"""

from __future__ import annotations

import contextlib
import threading
from typing import NamedTuple

from peewee import Case, PeeweeException

from app.areas.access.reach import Reach
from app.core import clock, db
from app.core.prepared import Prepared, given
from app.core.words import mark, translate
from app.core.writers.turns import TooLong
from app.desk import times
from app.desk.colleagues.models import OpenBeside
from app.matters.queries import lists
from app.people.models import Person

EVERY = 10 * clock.SECOND  # at most so often one page's word is written
AWAY = 30 * clock.SECOND  # who has not been heard for so long is not there any more
KEPT = clock.HOUR
HEARD_MOST = 5000

_heard: dict[tuple[object, str, str], tuple[int, bool]] = {}  # when it was written last, and what
_lock = threading.Lock()

_OTHERS = Prepared(
    lambda: (
        OpenBeside.select(OpenBeside.person, OpenBeside.since, OpenBeside.is_writing)
        .where(
            OpenBeside.matter == given("matter"),
            OpenBeside.seen > given("least"),
            OpenBeside.person != given("person"),
        )
        .order_by(OpenBeside.since, OpenBeside.person)
    )
)


class Other(NamedTuple):
    """A colleague who has it open."""

    person: str
    since: int
    is_writing: bool


def note_open(reach: Reach, matter: str, is_writing: bool = False) -> None:
    """The person has it open now. Nothing is noted of a matter out of reach, and little of what was noted just now."""
    now = clock.now()
    key = (db.database.obj, reach.person, matter)
    with _lock:
        at, what = _heard.get(key, (0, False))
        if what == is_writing and 0 <= now - at < EVERY:
            return
        if len(_heard) >= HEARD_MOST:
            _heard.clear()
        _heard[key] = (now, is_writing)
    if lists.find(reach, matter) is not None:
        # a page is worth more than who looks at it
        with contextlib.suppress(PeeweeException, TooLong):
            _write(reach.person, matter, now, is_writing)


def _write(person: str, matter: str, now: int, is_writing: bool) -> None:
    since = Case(None, ((OpenBeside.seen > now - AWAY, OpenBeside.since),), now)
    with db.transaction():
        OpenBeside.insert(
            person=person, matter=matter, since=now, seen=now, is_writing=is_writing
        ).on_conflict(
            conflict_target=[OpenBeside.person, OpenBeside.matter],
            update={
                OpenBeside.since: since,
                OpenBeside.seen: now,
                OpenBeside.is_writing: is_writing,
            },
        ).execute()


def others(person: str, matter: str) -> list[Other]:
    """Who else has it open now; to be shown to whoever may see the matter."""
    rows = _OTHERS.rows(matter=matter, least=clock.now() - AWAY, person=person)
    return [Other(*row) for row in rows]


def sentences(found: list[Other], language: str) -> list[str]:
    """Each colleague in words."""
    return [_sentence(other, language) for other in found]


def _sentence(other: Other, language: str) -> str:
    known = Person.known(other.person)
    message = mark("{who} 正在写（{when} 打开）") if other.is_writing else mark("{who} 也在看（{when} 打开）")
    return translate(
        message, language, who=known.name if known else "", when=times.moment(other.since, language)
    )


def forget() -> int:
    """Delete what was heard long ago; how many."""
    with db.transaction():
        return int(OpenBeside.delete().where(OpenBeside.seen < clock.now() - KEPT).execute())
