"""Each morning yesterday's digests go to the chats that the operator named for them, once a day, channel and area or unit.

A row is written first, claimed, sent outside of any transaction and marked, as notices are: at least once, and twice only where
the server died between sending and marking. What a chat does not take is tried again, later each time; the day after has its own.
"""

from __future__ import annotations

import datetime as dt
import logging
import time

from app.areas.models import Area, Unit
from app.core import clock, db
from app.core.writers import again
from app.notify.channels import channel, chat_services
from app.notify.channels.channel import Result
from app.notify.channels.chat_services import Chat
from app.notify.daily import telling
from app.notify.daily.models import NOTHING, DailyMessage
from app.notify.daily.telling import Digest
from app.notify.models import FAILED, SENDING, SENT, WAITING
from app.notify.pipeline.deliver import BACKOFF, LEASE

log = logging.getLogger("gridwalk.notify")

KEPT = 60 * clock.DAY  # as long as notices
BUDGET = 5.0  # seconds of sending in one go
AREA, UNIT = "area", "unit"


def send() -> int:
    """Write what is due this morning, and send what waits; how many digests went out."""
    chats = {
        chat.name: chat
        for chat in chat_services.read_channels(channel.settings().channels)
        if chat.entry.daily
    }
    _write([one for chat in chats.values() for one in _due(chat)])
    until, sent = time.monotonic() + BUDGET, 0
    silent: set[str] = set()
    for row in _waiting():
        if time.monotonic() > until:
            break
        if row.channel not in silent and _claim(row):
            result = _one(row, chats.get(row.channel))
            sent += result == "sent"
            silent |= {row.channel} if result == "later" else set()
    return sent


def forget() -> int:
    """Delete rows that are long over; how many."""
    day = clock.date_of(clock.now() - KEPT).isoformat()
    with db.transaction():
        return int(DailyMessage.delete().where(DailyMessage.day < day).execute())


def _due(chat: Chat) -> list[tuple[str, str, str]]:
    """(day, channel, subject) of what is to go over it by now."""
    today = clock.today()
    if clock.now() < clock.start_of(today) + chat.entry.daily_at * clock.HOUR:
        return []
    day = (today - dt.timedelta(days=1)).isoformat()
    return [(day, chat.name, _subject(code)) for code in dict.fromkeys(chat.entry.daily)]


def _subject(code: str) -> str:
    """Whose digest it is: a unit's, or an area's; of what is neither the row is given up once, which the log says."""
    return f"{UNIT if Unit.select().where(Unit.code == code).exists() else AREA}:{code}"


def _write(wanted: list[tuple[str, str, str]]) -> None:
    """A row for each that has none yet."""
    key = (DailyMessage.day, DailyMessage.channel, DailyMessage.subject)
    known = set(DailyMessage.select(*key).where(DailyMessage.day.in_({day for day, _, _ in wanted})).tuples())
    fresh = [one for one in wanted if one not in known]
    if fresh:
        with db.transaction():
            rows = [
                {"day": day, "channel": name, "subject": subject, "state": WAITING, "due": clock.now()}
                for day, name, subject in fresh
            ]
            DailyMessage.insert_many(rows).on_conflict_ignore().execute()


def _waiting() -> list[DailyMessage]:
    stale = (DailyMessage.state == SENDING) & clock.due(DailyMessage.claimed + LEASE, LEASE)
    due = (DailyMessage.state == WAITING) & clock.due(DailyMessage.due, BACKOFF[-1])
    rows = (
        DailyMessage.select()
        .where(stale | due)
        .order_by(DailyMessage.due, DailyMessage.channel, DailyMessage.subject)
    )
    return list(rows.limit(500))


def _is(row: DailyMessage) -> object:
    return (
        (DailyMessage.day == row.day)
        & (DailyMessage.channel == row.channel)
        & (DailyMessage.subject == row.subject)
    )


@again.one_write
def _claim(row: DailyMessage) -> bool:
    """Take it up; whether no other worker has."""
    as_read = (DailyMessage.state == row.state) & (DailyMessage.tries == row.tries)
    claimed = {"state": SENDING, "claimed": clock.now(), "tries": DailyMessage.tries + 1}
    return bool(DailyMessage.update(**claimed).where(_is(row), as_read).execute())


def _one(row: DailyMessage, chat: Chat | None) -> Result:
    """Send what was claimed, and mark it; `row` is as it was before."""
    digest = _digest(row)
    if digest is not None and digest.is_nothing:
        _mark(row, NOTHING)
        return "never"
    result: Result = "never" if chat is None or digest is None else chat.tell(digest.heading, digest.text)
    if result == "sent":
        _mark(row, SENT)
    elif result == "later" and row.tries < len(BACKOFF):
        _mark(row, WAITING, due=clock.now() + BACKOFF[row.tries])
    else:
        _mark(row, FAILED)
        fields = {"channel": row.channel, "subject": row.subject, "day": row.day}
        log.warning("digest given up", extra={"fields": fields})
    return result


def _digest(row: DailyMessage) -> Digest | None:
    """What it says; None where there is no such area or unit today."""
    kind, _, code = row.subject.partition(":")
    day = dt.date.fromisoformat(row.day)
    days = telling.Days(day, day)
    if kind == UNIT:
        unit = Unit.get_or_none(Unit.code == code)
        return telling.of_unit(unit, days) if unit is not None and unit.stands(clock.now()) else None
    area = Area.get_or_none(Area.code == code)
    return telling.of_area(area, days) if area is not None and area.on(clock.today()) else None


@again.one_write
def _mark(row: DailyMessage, state: str, **more: int) -> None:
    sent = {"sent": clock.now()} if state == SENT else {}
    DailyMessage.update(state=state, **sent, **more).where(_is(row), DailyMessage.state == SENDING).execute()
