"""Turns ledger entries into rows of notices: behind a cursor, in committed order, each batch whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import fn

from app.areas.access.reach import Reach, reach_of
from app.areas.patrons import naming as patrons
from app.core import clock, db
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.moves import takebacks
from app.matters.queries import lists
from app.notify import campaigns, numbering, redrawn_posts
from app.notify.channels.channel import Hearer
from app.notify.models import (
    CALLS,
    CAMPAIGN,
    INBOX,
    POSTS,
    READ,
    REPORT,
    SHIFTS,
    STORE,
    STORM,
    TRACKER,
    UNREAD,
    WAITING,
    WITHDRAWN,
    Notice,
)
from app.notify.pipeline.outgoing import Outgoing
from app.notify.recipients import (
    ANSWERED,
    OF_CALL,
    OF_OTHERS,
    OF_POSTS,
    OF_REPORT,
    OF_SHIFT,
    OF_STORE,
    OF_STORM,
    OF_TRACKER,
    Case,
    administrators,
    called,
    keepers,
    recipients_of,
)
from app.notify.wording import KINDS
from app.people.models import Person
from app.storms.feed import ON_PHONES

CURSOR = "notify:cursor"
BATCH = 50  # entries at once: few enough that the write at the end is short
AT_MOST = 10  # batches in one go, so that the clock's other work gets its turn


def collect() -> int:
    """Make notices of what the ledger has got since the last look; how many.

    On the very first look it begins with now: nobody is told of the past.
    """
    count = 0
    for _ in range(AT_MOST):
        after = _cursor()
        fresh = Entry.select().where(Entry.seq > after, Entry.seq <= db.settled())
        entries = list(fresh.order_by(Entry.seq).limit(BATCH))
        if not entries:
            break
        count += _take(after, entries)
    return count


def _cursor() -> int:
    stored = db.Meta.value_of(CURSOR)
    if stored:
        return int(stored)
    settled = db.settled()
    with db.transaction():
        if not db.Meta.value_of(CURSOR):
            newest = Entry.select(fn.MAX(Entry.seq)).where(Entry.seq <= settled).scalar()
            db.Meta.write(CURSOR, str(newest or 0))
    return int(db.Meta.value_of(CURSOR))


def _take(after: int, entries: list[Entry]) -> int:
    """Everything is worked out before the transaction, which only writes, and only if no other was quicker."""
    round_ = Round()
    rows = [row for entry in entries for row in round_.rows(entry)]
    with db.transaction():
        if int(db.Meta.value_of(CURSOR, "-1")) != after:
            return 0
        count = _write(rows)
        for entry in entries:
            _seen_by_acting(entry)
            _withdraw(entry)
        db.Meta.write(CURSOR, str(entries[-1].seq))
    return count


def _write(rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    first = numbering.take(len(rows))
    for number, row in enumerate(rows):
        Notice.insert(**row, seq=first + number).on_conflict_ignore().execute()
    return len(rows)


def _seen_by_acting(entry: Entry) -> None:
    """Whoever does something with a matter or a call for help, or takes a shift over, has seen what they were told of it before."""
    is_shift = entry.kind == "area" and entry.verb in OF_SHIFT
    is_call = entry.kind == "quarantine" and entry.verb in ANSWERED
    if entry.by is None or not (entry.kind == "matter" or is_shift or is_call):
        return
    subject = _shift(entry) if is_shift else _call(entry) if is_call else entry.subject
    condition = (
        (Notice.recipient == entry.by)
        & (Notice.channel == INBOX)
        & (Notice.subject == subject)
        & (Notice.entry < entry.seq)
        & (Notice.state == UNREAD)
    )
    for row in list(Notice.select(Notice.id).where(condition)):
        Notice.update(state=READ, read_at=clock.now(), seq=numbering.take(1)).where(
            Notice.id == row.id
        ).execute()


def _shift(entry: Entry) -> str:
    return f"{SHIFTS}:{entry.subject}:{entry.body['handover']}"


def _call(entry: Entry) -> str:
    return f"{CALLS}:{entry.area}:{entry.subject}"


def _withdraw(entry: Entry) -> None:
    """What was to be told of a move that is taken back: the unsent is deleted, and what nobody has read leaves the inbox."""
    if entry.kind != "matter" or entry.verb != undone.UNDO:
        return
    of_move = Notice.entry == (entry.body or {}).get("undoes")
    Notice.delete().where(of_move, Notice.state == WAITING).execute()
    for row in list(Notice.select(Notice.id).where(of_move, Notice.state == UNREAD)):
        Notice.update(state=WITHDRAWN, seq=numbering.take(1)).where(Notice.id == row.id).execute()


def is_read(entry: int) -> bool:
    """Whether somebody has read in the app what they were told of this entry."""
    read = Notice.select().where(Notice.entry == entry, Notice.channel == INBOX, Notice.state == READ)
    return bool(read.exists())


@dataclass(frozen=True)
class Subject:
    """What is told of: a matter, STORE, or another system; where it is, where it lies, and whether it is an emergency."""

    id: str
    area: str
    level: str
    urgent: bool


class Round:
    """One batch: reaches, the ground and the channels are looked up once."""

    def __init__(self) -> None:
        self.ground = Ground()
        self.outgoing = Outgoing(self.ground)
        self._people: dict[str, tuple[Person, Reach] | None] = {}

    def rows(self, entry: Entry) -> list[dict[str, Any]]:
        """The notices of one entry, as rows to insert: of what happened to a matter, to the store itself, another system, one's own tracker or posts."""
        if entry.kind == "store" and entry.verb in OF_STORE:
            return self._of_store(entry)
        if entry.kind == TRACKER and entry.verb in OF_TRACKER:
            return self._of_tracker(entry)
        if entry.kind == "storm" and entry.verb in OF_STORM:
            return self._of_storm(entry)
        if entry.kind == "quarantine" and entry.verb in OF_CALL:
            return self._of_call(entry)
        if entry.kind == CAMPAIGN and entry.verb in campaigns.OF_CAMPAIGN:
            return self._of_campaign(entry)
        if entry.kind == "area" and entry.verb in OF_SHIFT:
            return self._of_shift(entry)
        if entry.kind == REPORT and entry.verb in OF_REPORT:
            return self._of_report(entry)
        if (entry.kind, entry.verb) in OF_OTHERS:
            return self._of_other(entry)
        if entry.kind == POSTS and entry.verb in OF_POSTS:
            return self._of_posts(entry)
        matter = None if entry.kind != "matter" else Matter.get_or_none(Matter.id == entry.subject)
        if matter is None:
            return []
        heard = self._heard(entry, matter)
        return self._told(entry, heard, Subject(matter.id, matter.area, matter.level, _is_urgent(matter)))

    def _of_store(self, entry: Entry) -> list[dict[str, Any]]:
        people = [self._known(person) for person in administrators(self.ground)]
        heard = [Hearer(*known, OF_STORE[entry.verb]) for known in people if known is not None]
        if not heard:
            return []
        top = next(post.area_id for post in heard[0].reach.posts if post.role == "admin")
        return self._told(entry, heard, Subject(STORE, top, top, False))

    def _of_tracker(self, entry: Entry) -> list[dict[str, Any]]:
        known = self._known(entry.person)
        posts = known[1].posts if known is not None else ()
        if known is None or not posts:
            return []
        subject = Subject(TRACKER, posts[0].area_id, posts[0].area_id, False)
        return self._told(entry, [Hearer(*known, OF_TRACKER[entry.verb])], subject)

    def _of_other(self, entry: Entry) -> list[dict[str, Any]]:
        people = [self._known(person) for person in keepers(self.ground, entry.area)]
        kind = OF_OTHERS[(entry.kind, entry.verb)]
        heard = [Hearer(*known, kind) for known in people if known is not None]
        subject = Subject(f"{entry.kind}:{entry.subject}", entry.area, entry.area, False)
        return self._told(entry, heard, subject) if heard else []

    def _of_storm(self, entry: Entry) -> list[dict[str, Any]]:
        """Whoever has the list on a phone hears at once, at night too, that a storm begins; by day that it is over."""
        kind = OF_STORM[entry.verb]
        people = self.ground.people(ON_PHONES, self.ground.chain(entry.area))
        known = (self._known(person) for person in people if person != entry.by)
        heard = [Hearer(*one, kind) for one in known if one is not None]
        subject = Subject(f"{STORM}:{entry.body['storm']}", entry.area, entry.area, KINDS[kind].asks)
        return self._told(entry, heard, subject) if heard else []

    def _of_call(self, entry: Entry) -> list[dict[str, Any]]:
        """As of an emergency, at night too: whoever is to ring back hears at once."""
        people = [person for person in called(self.ground, entry.area) if person != entry.by]
        known = (self._known(person) for person in people)
        heard = [Hearer(*one, OF_CALL[entry.verb]) for one in known if one is not None]
        subject = Subject(_call(entry), entry.area, entry.area, True)
        return self._told(entry, heard, subject) if heard else []

    def _of_campaign(self, entry: Entry) -> list[dict[str, Any]]:
        """Whoever has a list of it on a phone, each once."""
        rows: list[dict[str, Any]] = []
        kind, about = campaigns.kind_of(entry), campaigns.subject(entry)
        for area, people in campaigns.people(entry, self.ground).items():
            known = (self._known(person) for person in people)
            heard = [Hearer(*one, kind) for one in known if one is not None]
            rows += self._told(entry, heard, Subject(about, area, area, False)) if heard else []
        return rows

    def _of_shift(self, entry: Entry) -> list[dict[str, Any]]:
        """Whoever is to take the shift over, and once it is taken whoever handed it over; in no chat."""
        kind, name = OF_SHIFT[entry.verb]
        known = self._known(entry.body.get(name))
        if known is None or entry.body.get(name) == entry.by:
            return []
        subject = Subject(_shift(entry), entry.subject, entry.subject, False)
        return self._told(entry, [Hearer(*known, kind)], subject, in_chats=False)

    def _of_report(self, entry: Entry) -> list[dict[str, Any]]:
        """Each for oneself: a report is told in no chat."""
        known = (self._known(person) for person in patrons.people(entry.subject))
        heard = [Hearer(*one, OF_REPORT[entry.verb]) for one in known if one is not None]
        body = entry.body or {}
        subject = f"{REPORT}:{entry.subject}:{body['kind']}:{body['first']}"
        return self._told(entry, heard, Subject(subject, entry.subject, entry.subject, False), in_chats=False)

    def _of_posts(self, entry: Entry) -> list[dict[str, Any]]:
        """Each for oneself: how others' posts change is told in no chat."""
        rows: list[dict[str, Any]] = []
        for person, sides in redrawn_posts.people(entry).items():
            known = self._known(person)
            if known is None or person == entry.by:
                continue
            area = sides["from"][0]
            subject = Subject(f"{POSTS}:{entry.subject}:{person}", area, area, False)
            rows += self._told(entry, [Hearer(*known, OF_POSTS[entry.verb])], subject, in_chats=False)
        return rows

    def _told(
        self, entry: Entry, heard: list[Hearer], subject: Subject, in_chats: bool = True
    ) -> list[dict[str, Any]]:
        result: list[dict[str, Any]] = []
        not_before = takebacks.until(entry.seq)
        for hearer in heard:
            common = _row(entry, hearer, subject)
            outside = self.outgoing.to_person(hearer, subject, entry.seq, common["urgent"], not_before)
            result += [{**common, **fields} for fields in [{"channel": INBOX, "state": UNREAD}, *outside]]
        chats = self.outgoing.to_groups(heard, subject, subject.urgent, not_before) if in_chats else []
        for fields in chats:
            result.append({**_row(entry, heard[0], subject), **fields})
        return result

    def _heard(self, entry: Entry, matter: Matter) -> list[Hearer]:
        hearers = []
        for person, kind in recipients_of(Case(entry, matter, self.ground)).items():
            known = self._known(person)
            if known is not None and _may_be_told(hearer := Hearer(*known, kind), matter):
                hearers.append(hearer)
        return hearers

    def _known(self, person: str) -> tuple[Person, Reach] | None:
        if person not in self._people:
            known = Person.get_or_none(Person.id == person, Person.ended.is_null())
            self._people[person] = None if known is None else (known, reach_of(known))
        return self._people[person]


def _may_be_told(hearer: Hearer, matter: Matter) -> bool:
    """Only those who may see the matter; and building heads are asked to look, and told nothing else."""
    if lists.find(hearer.reach, matter.id) is None:
        return False
    return hearer.kind == "look" or not hearer.is_head


def _is_urgent(matter: Matter) -> bool:
    return matter.urgency == "emergency" and matter.is_open()


def _row(entry: Entry, hearer: Hearer, subject: Subject) -> dict[str, Any]:
    urgent = subject.urgent and KINDS[hearer.kind].asks and hearer.kind != "look"
    return {
        "entry": entry.seq, "recipient": hearer.person.id, "subject": subject.id, "kind": hearer.kind,
        "urgent": urgent, "made": clock.now(),
    }  # fmt: skip
