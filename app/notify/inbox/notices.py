"""A person's own list of notices: bundled by matter, the latest first, and marked as read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import Expression, fn

from app.areas.access.reach import reach_of
from app.core import clock, db
from app.core.problems.problem import Problem
from app.matters.models import Matter
from app.matters.queries import lists
from app.notify import numbering, subjects, wording
from app.notify.models import (
    CALLS,
    CAMPAIGN,
    INBOX,
    OTHERS,
    POSTS,
    READ,
    REPORT,
    SHIFTS,
    STORE,
    STORM,
    TRACKER,
    UNREAD,
    WITHDRAWN,
    Notice,
    is_matter,
    page_of,
)
from app.people.models import Person

PAGE, PAGE_MOST = 30, 100


@dataclass(frozen=True)
class Bundle:
    """What a person was told of one matter, or ("") of the server or another system: the latest sentence, how many there are, how many unread."""

    matter: str
    number: str
    what: str
    about: str
    sentence: str
    at: int  # epoch ms
    count: int
    unread: int
    urgent: bool
    last: int  # the latest notice's id
    page: str  # of the other system, on this site

    def serialize(self) -> dict[str, Any]:
        """The bundle as the API sends it."""
        return {**self.__dict__, "at": clock.rfc3339(self.at)}


def mine(person: Person) -> Expression:
    """The person's rows in the inbox, of matters that the person may still see, of their own tracker and posts, and of the server and other systems to administrators."""
    reach = reach_of(person)
    seen = fn.EXISTS(lists.visible(reach).where(Matter.id == Notice.subject))
    seen |= Notice.subject == TRACKER
    for kind in (POSTS, SHIFTS, REPORT, STORM, CAMPAIGN, CALLS):
        seen |= Notice.subject.startswith(f"{kind}:")
    if reach.holds("admin"):
        seen |= Notice.subject == STORE
        for kind in OTHERS:
            seen |= Notice.subject.startswith(f"{kind}:")
    here = (Notice.channel == INBOX) & (Notice.state != WITHDRAWN)
    return (Notice.recipient == person.id) & here & seen


def page(
    person: Person, cursor: str = "", limit: int = PAGE, language: str = "zh"
) -> tuple[list[Bundle], str | None]:
    """One page of bundles, and the cursor of the next page; None on the last one. Raises Problem bad-value for a bad cursor."""
    last = fn.MAX(Notice.id)
    unread = fn.SUM(Notice.read_at.is_null().cast("integer"))
    query = Notice.select(
        Notice.subject, last.alias("last"), fn.COUNT(Notice.id).alias("n"), unread.alias("unread")
    )
    query = query.where(mine(person)).group_by(Notice.subject).order_by(last.desc()).limit(limit + 1)
    if cursor:
        query = query.having(last < _read(cursor))
    found = list(query.tuples())
    rows = found[:limit]
    bundles = _bundles(rows, language)
    return bundles, str(rows[-1][1]) if len(found) > limit else None


def _read(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 16):
        raise Problem("bad-value", ("cursor", "bad-value"))
    return int(cursor)


def _bundles(rows: list[tuple[str, int, int, int]], language: str) -> list[Bundle]:
    latest = {row.id: row for row in Notice.select().where(Notice.id.in_([last for _, last, _, _ in rows]))}
    known = subjects.things((subject for subject, *_ in rows), language)
    return [
        Bundle(
            matter=subject if is_matter(subject) else "",
            number=known[subject].number,
            what=wording.kind_words(latest[last].kind, known[subject], language),
            about=known[subject].named_for(latest[last].kind),
            sentence=wording.sentence(latest[last].kind, known[subject], language),
            at=latest[last].made,
            count=count,
            unread=int(unread or 0),
            urgent=latest[last].urgent and latest[last].state == UNREAD,
            last=last,
            page=page_of(subject),
        )
        for subject, last, count, unread in rows
    ]


def unread(person: Person) -> int:
    """How many matters have something unread."""
    rows = Notice.select(Notice.subject).where(mine(person) & (Notice.state == UNREAD)).distinct()
    return int(rows.count())


def mark_read(person: Person, ids: list[int] | None = None, until: int | None = None) -> int:
    """Mark these notices, or all up to `until`, as read; returns how many were unread. Other people's are ignored."""
    which = (Notice.recipient == person.id) & (Notice.channel == INBOX) & (Notice.state == UNREAD)
    which &= Notice.id.in_(ids) if ids is not None else Notice.id <= (until or 0)
    with db.transaction():
        rows = [row.id for row in Notice.select(Notice.id).where(which).order_by(Notice.id)]
        if rows:
            first, now = numbering.take(len(rows)), clock.now()
            for number, row in enumerate(rows):
                Notice.update(state=READ, read_at=now, seq=first + number).where(Notice.id == row).execute()
    return len(rows)
