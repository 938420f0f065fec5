"""Sends what waits to go out: each row is claimed, sent outside of any transaction, and marked."""

from __future__ import annotations

import logging
import time

from app.areas.access.reach import reach_of
from app.areas.patrons import naming as patrons
from app.core import clock, db
from app.core.writers import again, claims
from app.ledger.models import Entry
from app.links import creation
from app.matters.area_staff import Ground
from app.matters.models import RESOLVED, Matter
from app.matters.queries import lists
from app.matters.workflow import confirmers
from app.notify import campaigns, quiet_hours, subjects, wording
from app.notify.channels import registry, webpush
from app.notify.channels.channel import Line, Message, Result, is_head
from app.notify.channels.channel import settings as channel_settings
from app.notify.models import (
    FAILED,
    GROUP,
    INBOX,
    READ,
    SENDING,
    SENT,
    SKIPPED,
    STORE,
    WAITING,
    Notice,
    is_call,
    is_of_campaign,
    is_of_posts,
    is_of_shift,
    is_of_storm,
    is_other,
    is_report,
    page_of,
)
from app.notify.recipients import ANSWERED, administrators, keepers
from app.notify.wording import KINDS
from app.people.models import Person
from app.storms.models import StormList

log = logging.getLogger("gridwalk.notify")

LEASE = 2 * clock.MINUTE  # a worker that died while sending holds a row no longer than this
BACKOFF = tuple(
    minutes * clock.MINUTE for minutes in (1, 5, 30, 120, 360)
)  # after each failure; then it is given up
LONGEST = 3 * clock.DAY  # a notice waits for a pause of a day at most, then for the end of quiet hours
AT_ONCE = 10  # notices in one message
BUDGET = 5.0  # seconds of sending in one go, so that the clock's other work gets its turn


def deliver() -> int:
    """Send what may go; how many messages went out.

    At least once: killed between sending and marking, the same message goes out again under the same numbers.
    """
    until = time.monotonic() + BUDGET
    _take_back()
    results: list[Result | None] = []
    silent: set[str] = (
        set()
    )  # channels that failed just now: the others' emergencies must not wait for their silence
    for recipient, channel in _pairs():
        if time.monotonic() > until:
            break
        if channel not in silent:
            results.append(_one(recipient, channel))
            silent |= {channel} if results[-1] == "later" else set()
    return results.count("sent")


def _take_back() -> None:
    """What a worker had claimed that did not live to mark it."""
    stale = (Notice.state == SENDING) & clock.due(Notice.claimed + LEASE, LEASE)
    if Notice.select().where(stale).exists():
        with db.transaction():
            Notice.update(state=WAITING).where(stale).execute()


def _pairs() -> list[tuple[str, str]]:
    """(recipient, channel) of what is due, emergencies first."""
    due = (Notice.state == WAITING) & clock.due(Notice.due, LONGEST)
    rows = (
        Notice.select(Notice.recipient, Notice.channel)
        .where(due)
        .order_by(Notice.urgent.desc(), Notice.due, Notice.id)
        .limit(500)
    )
    return list(dict.fromkeys(rows.tuples()))


def _one(recipient: str, channel: str) -> Result | None:
    """One message to one recipient with all that is due; None where nothing was to be sent."""
    rows = _claim(recipient, channel)
    wanted = [row for row in rows if _is_wanted(row)]
    _mark([row for row in rows if row not in wanted], SKIPPED)
    if not wanted:
        return None
    way = registry.find(channel)
    person = None if recipient == GROUP else Person.get_or_none(Person.id == recipient)
    language = webpush.language_of(recipient) or "zh"
    result: Result = "never" if way is None else way.send(person, _message(wanted, language), language)
    if result == "sent":
        _mark(wanted, SENT)
    for row in wanted if result != "sent" else []:
        _again(row) if result == "later" else _mark([row], FAILED)
    return result


@again.one_write
def _claim(recipient: str, channel: str) -> list[Notice]:
    """Take up what is due for the recipient, unless the last message is too short ago; no other worker has it then."""
    now = clock.now()
    condition = (Notice.recipient == recipient) & (Notice.channel == channel)
    due = condition & (Notice.state == WAITING) & clock.due(Notice.due, LONGEST)
    waiting = Notice.select().where(due).order_by(Notice.urgent.desc(), Notice.id).limit(AT_ONCE)
    rows = list(claims.skip_taken(waiting))
    if not rows:
        return []
    later = now if rows[0].urgent else _not_before(rows[0], condition, now)
    ids = [row.id for row in rows]
    if later > now:
        Notice.update(due=later).where(due).execute()
        return []
    Notice.update(state=SENDING, claimed=now, tries=Notice.tries + 1).where(Notice.id.in_(ids)).execute()
    return list(Notice.select().where(Notice.id.in_(ids)).order_by(Notice.urgent.desc(), Notice.id))


def _not_before(row: Notice, condition: object, now: int) -> int:
    """When the pause since the last message is over, outside of quiet hours."""
    matter = Matter.get_or_none(Matter.id == row.subject)
    area = matter.area if matter is not None else ""
    last = (
        Notice.select(Notice.sent).where(condition, Notice.state == SENT).order_by(Notice.sent.desc()).first()
    )
    pause = quiet_hours.pause(area)
    waits = last is not None and not clock.due(last.sent + pause, pause)
    return quiet_hours.next_loud(area, last.sent + pause if waits else now)


def _is_wanted(row: Notice) -> bool:
    """Whether it still says something to the one it is for: in reach, not read in the app, not overtaken."""
    if row.subject == STORE:
        return _is_of_the_store_now(row)
    if is_other(row.subject):
        return _is_of_another_now(row)
    if is_of_posts(row.subject):
        return _is_of_posts_now(row)
    if is_of_shift(row.subject):
        return Person.get_or_none(
            Person.id == row.recipient, Person.ended.is_null()
        ) is not None and not _was_read(row)
    if is_of_storm(row.subject):
        return _is_of_a_storm_now(row)
    if is_of_campaign(row.subject):
        return campaigns.lasts(row.subject) and _is_for_somebody(row)
    if is_call(row.subject):
        return not _is_answered(row.subject) and _is_for_somebody(row)
    if is_report(row.subject):
        return row.recipient in patrons.people(row.subject.split(":")[1]) and not _was_read(row)
    matter = Matter.get_or_none(Matter.id == row.subject)
    if matter is None or (KINDS.get(row.kind, wording.GONE).asks and not matter.is_open()):
        return False
    if row.recipient == GROUP:
        return True
    person = Person.get_or_none(Person.id == row.recipient, Person.ended.is_null())
    reach = None if person is None else reach_of(person)
    if reach is None or lists.find(reach, matter.id) is None:
        return False
    if row.kind == "look" and (
        matter.state != RESOLVED or row.recipient not in confirmers.people(matter, Ground())
    ):
        return False
    return not _was_read(row)


def _is_of_the_store_now(row: Notice) -> bool:
    """Whether nothing was told of the server since, and its reader still looks after it and has not read it."""
    if Notice.select().where(Notice.subject == STORE, Notice.entry > row.entry).exists():
        return False
    return row.recipient == GROUP or (row.recipient in administrators(Ground()) and not _was_read(row))


def _is_of_another_now(row: Notice) -> bool:
    """Whether the other system's line is not well again by now, and its reader still keeps it and has not read it."""
    since = (Notice.subject == row.subject) & (Notice.entry > row.entry)
    if row.kind == "system_down" and Notice.select().where(since, Notice.kind == "system_well").exists():
        return False
    entry = Entry.get_by_id(row.entry)
    return row.recipient == GROUP or (row.recipient in keepers(Ground(), entry.area) and not _was_read(row))


def _is_of_posts_now(row: Notice) -> bool:
    """Whether its reader was told nothing later of the same reorganisation, may still sign in, and has not read it."""
    later = Notice.select().where(
        Notice.subject == row.subject, Notice.recipient == row.recipient, Notice.entry > row.entry
    )
    stays = Person.get_or_none(Person.id == row.recipient, Person.ended.is_null()) is not None
    return stays and not later.exists() and not _was_read(row)


def _is_of_a_storm_now(row: Notice) -> bool:
    """Whether the list stands as the notice says, and its reader may still sign in and has not read it."""
    doors = StormList.get_or_none(StormList.id == Entry.get_by_id(row.entry).subject)
    is_so = doors is not None and (doors.closed is None) == (row.kind == "storm_declared")
    return is_so and _is_for_somebody(row)


def _is_answered(subject: str) -> bool:
    """Whether somebody dealt with the call for help, or it was applied after all."""
    since = Entry.select().where(Entry.kind == "quarantine", Entry.subject == subject.rpartition(":")[2])
    return bool(since.where(Entry.verb.in_(ANSWERED)).exists())


def _is_for_somebody(row: Notice) -> bool:
    """Whether it is for a chat, or for somebody who may still sign in and has not read it."""
    stays = Person.get_or_none(Person.id == row.recipient, Person.ended.is_null()) is not None
    return row.recipient == GROUP or (stays and not _was_read(row))


def _was_read(row: Notice) -> bool:
    seen = (Notice.entry == row.entry) & (Notice.recipient == row.recipient) & (Notice.channel == INBOX)
    return Notice.select().where(seen, Notice.state == READ).exists()


def _message(rows: list[Notice], language: str) -> Message:
    known = subjects.things((row.subject for row in rows), language)
    lines = tuple(
        Line(row.id, wording.sentence(row.kind, known[row.subject], language), _address(row)) for row in rows
    )
    urgent = any(row.urgent for row in rows)
    asks = any(KINDS.get(row.kind, wording.GONE).asks for row in rows)
    return Message(wording.title(len(rows), urgent, asks, language), lines, urgent)


def _address(row: Notice) -> str:
    """Where it is opened; for a building head a link of that head's own, which works in any browser without signing in."""
    base = channel_settings().public_url
    if row.subject == STORE or is_of_posts(row.subject):
        return f"{base}/notices"
    pages = (is_other, is_of_shift, is_report, is_of_storm, is_of_campaign, is_call)
    if any(has_page(row.subject) for has_page in pages):
        return f"{base}{page_of(row.subject)}"
    if row.kind == "look" and row.recipient != GROUP and is_head(reach_of(row.recipient)):
        return f"{base}/m/{creation.make(None, Matter.get_by_id(row.subject), person=row.recipient)}"
    return f"{base}/matters/{row.subject}"


@again.one_write
def _mark(rows: list[Notice], state: str) -> None:
    if not rows:
        return
    sent = clock.now() if state == SENT else None
    ids = [row.id for row in rows]
    Notice.update(state=state, sent=sent).where(Notice.id.in_(ids), Notice.state == SENDING).execute()


@again.one_write
def _again(row: Notice) -> None:
    """Later, a little later each time; then never."""
    if row.tries > len(BACKOFF):
        _mark([row], FAILED)
        log.warning("notice given up", extra={"fields": {"notice": row.id, "channel": row.channel}})
        return
    Notice.update(state=WAITING, due=clock.now() + BACKOFF[row.tries - 1]).where(
        Notice.id == row.id, Notice.state == SENDING
    ).execute()
