"""The tables of notices and of the browsers that asked for web push."""

from __future__ import annotations

from peewee import BigAutoField, BigIntegerField, BooleanField, IntegerField, TextField

from app.core.db import Row

INBOX, PUSH, APPRISE = "inbox", "push", "apprise:"
STORE = "store"  # the subject of what is told of the server itself and not of a matter
TRACKER = "tracker"  # and of what is told a worker of their own tracker
NO_MATTERS = (STORE, TRACKER)
STORM = "storm"  # of a storm, those with a list of its doors: the subject is "storm:ID"
DOORS = "/storm"  # where a phone has the list
POSTS = "reorganisation"  # of what becomes of one's own posts: the subject is "reorganisation:ID:PERSON"
SHIFTS = "shift"  # of a shift that was handed over: the subject is "shift:AREA:HANDOVER"
OTHERS = ("system", "source")  # kinds of other systems: the subject of what is told of one is "system:CODE"
CAMPAIGN = "campaign"  # of a campaign, those with a list of it: the subject is "campaign:ID"
LISTS = "/campaigns"  # where a phone has the lists
REPORT = "report"  # of a report that is ready: the subject is "report:AREA:KIND:FIRST DAY"
CALLS = "call"  # of a call for help that was refused: the subject is "call:AREA:ID"
GROUP = "group"  # the recipient of what goes to a group's chat and not to a person

WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"
UNREAD, READ, SKIPPED = "unread", "read", "skipped"
WITHDRAWN = "withdrawn"  # in the inbox: of a move that was taken back before it was read
# inbox: unread → read or withdrawn; outside: waiting → sending → sent | waiting again | failed, or skipped


def is_matter(subject: str) -> bool:
    """Whether a notice is about a matter."""
    return subject not in NO_MATTERS and not any(
        is_of(subject)
        for is_of in (is_other, is_of_posts, is_of_shift, is_report, is_of_storm, is_of_campaign, is_call)
    )


def is_of_posts(subject: str) -> bool:
    """Whether a notice is about what a reorganisation makes of the reader's own posts."""
    return subject.partition(":")[0] == POSTS


def is_of_shift(subject: str) -> bool:
    """Whether a notice is about a shift that was handed over."""
    return subject.partition(":")[0] == SHIFTS


def is_report(subject: str) -> bool:
    """Whether a notice is about a report that is ready."""
    return subject.partition(":")[0] == REPORT


def is_of_storm(subject: str) -> bool:
    """Whether a notice is about a storm."""
    return subject.partition(":")[0] == STORM


def is_of_campaign(subject: str) -> bool:
    """Whether a notice is about a campaign."""
    return subject.partition(":")[0] == CAMPAIGN


def is_call(subject: str) -> bool:
    """Whether a notice is about a call for help that was refused."""
    return subject.partition(":")[0] == CALLS


def is_other(subject: str) -> bool:
    """Whether a notice is about another system."""
    return subject.partition(":")[0] in OTHERS


def page_of(subject: str) -> str:
    """The address within the site of another system, a handover, a report or a refused call for help that a notice is about, or of the list of doors or of a campaign; "" for what is none."""
    if is_of_storm(subject):
        return DOORS
    if is_of_campaign(subject):
        return LISTS
    if is_of_shift(subject):
        return f"/duty/handover/{subject.rpartition(':')[2]}"
    if is_report(subject):
        _, area, span, first = subject.split(":")
        return f"/figures/report?area={area}&kind={span}&of={first}"
    if is_call(subject):
        return f"/quarantine/{subject.rpartition(':')[2]}"
    kind, _, code = subject.partition(":")
    return f"/admin/{kind}s/{code}" if kind in OTHERS else ""


class Notice(Row):
    """One entry of the ledger told to one person over one channel; holds no words and no names, only what they are made from."""

    id = BigAutoField()
    entry = BigIntegerField()  # ledger seq
    recipient = TextField()  # person id, or GROUP
    channel = TextField()  # inbox | push | apprise:<name>
    subject = TextField()  # matter id, one of NO_MATTERS, another system (OTHERS), a shift (SHIFTS), a storm (STORM), a campaign (CAMPAIGN), or one's own posts (POSTS)
    kind = TextField()  # a key of wording.KINDS
    urgent = BooleanField(default=False)
    state = TextField()
    made = BigIntegerField()
    due = BigIntegerField(default=0)  # when it may go out
    tries = IntegerField(default=0)
    claimed = BigIntegerField(null=True)  # when a worker took it up to send
    sent = BigIntegerField(null=True)
    read_at = BigIntegerField(null=True)
    seq = BigIntegerField(
        default=0
    )  # of its last change, in a numbering of notices alone: the phones' cursor

    class Meta:
        indexes = (
            (("entry", "recipient", "channel"), True),
            (("recipient", "channel", "seq"), False),
            (("state", "due"), False),
            (("subject", "recipient"), False),
        )


class Subscription(Row):
    """A browser that a person asked to be told in: where its push service listens and the keys it reads with."""

    id = TextField(primary_key=True)  # sha256 of the endpoint
    person = TextField(index=True)
    device = TextField(null=True)
    endpoint = TextField()
    p256dh = TextField()
    auth = TextField()
    language = TextField(default="zh")
    created = BigIntegerField()
    used = BigIntegerField(null=True)
