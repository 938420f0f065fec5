"""Emergencies that nobody has read in time: whom the desk should telephone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES
from app.core import clock
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.queries import lists
from app.notify import quiet_hours, recipients, subjects, wording
from app.notify.models import INBOX, READ, UNREAD, Notice
from app.people.models import Person

MOST = 50
UNTAKEN = ("reported", "dispatched")


@dataclass(frozen=True)
class ToRing:
    """Someone who was told of an emergency and has not looked."""

    person: str
    name: str
    phone: str | None
    since: int  # epoch ms


@dataclass(frozen=True)
class Unread:
    """An emergency that lies with people none of whom has looked, the longest waiting first among its people."""

    matter: str
    number: str
    sentence: str
    people: tuple[ToRing, ...]


def urgent(reach: Reach, language: str = "zh") -> list[Unread]:
    """Within the desk's reach; nothing for whoever sits at no desk. Colleagues of one's own desk are not rung."""
    if not reach.holds(*DESK_ROLES):
        return []
    ground = Ground()
    own = {
        p
        for post in reach.posts
        if post.role in DESK_ROLES
        for p in ground.people(DESK_ROLES, [post.area_id])
    }
    rows = _rows(reach)
    matters = {row.id: row for row in Matter.select().where(Matter.id.in_(list(rows)))}
    known = subjects.things(rows, language)
    result = []
    for subject, notices in rows.items():
        with_whom = set(recipients.holding(matters[subject], ground)) - own
        sent = [row for row in notices if row.recipient in with_whom]
        span = quiet_hours.number(matters[subject].area, "telephone_minutes") * clock.MINUTE
        if sent and all(row.state == UNREAD for row in sent) and sent[0].made + span <= clock.now():
            sentence = wording.sentence(sent[-1].kind, known[subject], language)
            result.append(Unread(subject, known[subject].number, sentence, _people(sent)))
    return sorted(result, key=lambda entry: entry.people[0].since)


def _rows(reach: Reach) -> dict[str, list[Notice]]:
    """Urgent notices of emergencies that nobody has taken, by matter, the oldest first."""
    open_ = lists.visible(reach).where(Matter.state.in_(UNTAKEN), Matter.urgency == "emergency")
    rows = (
        Notice.select()
        .where(Notice.channel == INBOX, Notice.urgent == True, Notice.state.in_((UNREAD, READ)))  # noqa: E712
        .where(Notice.subject.in_(open_.select(Matter.id)))
        .order_by(Notice.id)
        .limit(MOST * 10)
    )
    by_matter: defaultdict[str, list[Notice]] = defaultdict(list)
    for row in rows:
        by_matter[row.subject].append(row)
    return dict(by_matter)


def _people(notices: list[Notice]) -> tuple[ToRing, ...]:
    since: dict[str, int] = {}
    for row in notices:
        since.setdefault(row.recipient, row.made)
    named = {row.id: row for row in Person.select().where(Person.id.in_(list(since)))}
    return tuple(
        ToRing(person, named[person].name, named[person].phone, at)
        for person, at in since.items()
        if person in named
    )
