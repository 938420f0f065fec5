"""The tables of matters, their supports and calls, the categories, and who is responsible for what."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    Check,
    CompositeKey,
    DoubleField,
    IntegerField,
    TextField,
)

from app.core.db import Json, Row
from app.core.prepared import Prepared, insertion, replacement

REPORTED, DISPATCHED, IN_HAND = "reported", "dispatched", "in_hand"
RESOLVED, CONFIRMED, CLOSED = "resolved", "confirmed", "closed"
SHELVED, VOID = "shelved", "void"
STATES = (REPORTED, DISPATCHED, IN_HAND, RESOLVED, CONFIRMED, CLOSED, SHELVED, VOID)
OPEN = (REPORTED, DISPATCHED, IN_HAND, RESOLVED, CONFIRMED, SHELVED)
WORKING = (REPORTED, DISPATCHED, IN_HAND)  # where a deadline runs
URGENCIES = ("normal", "urgent", "emergency")
ONE_HOLDER = (
    "(case when holder_desk is null then 0 else 1 end) + (case when holder_unit is null then 0 else 1 end)"
    " + (case when holder_person is null then 0 else 1 end) = 1"
)


class Category(Row):
    """A class (for the figures) or, below it, a thing (what people pick)."""

    code = TextField(primary_key=True)
    parent = TextField(null=True)  # the class; null for a class itself
    name = TextField()
    name_en = TextField()
    icon = TextField()  # a lucide name
    platform = TextField()
    hours = IntegerField()  # default time to handle at the community: working hours, or natural ones
    natural = BooleanField(default=False)  # danger: nights and holidays count
    resident_visible = BooleanField(default=True)
    sort = IntegerField(default=0)
    plain_name = TextField(default="")  # what residents call it; empty: as `name`, or as we know it
    plain_name_en = TextField(default="")
    confirmers = TextField(default="")  # the turns that may confirm, with commas between; empty: all of them
    ends = TextField(default="")  # the last day on which it is offered; empty: open

    def on(self, day: str) -> bool:
        """Whether it may be picked on that day; what was reported before keeps it."""
        return not self.ends or day <= self.ends


class ResponsibilityRow(Row):
    """Category × kind of level, everywhere or in one area → who should lead, and in what time. It proposes; a person decides.

    Days are text (YYYY-MM-DD), both included; an empty one is open.
    """

    category = TextField()
    level_kind = TextField()
    area = TextField(default="")  # where it holds, there and below; empty: everywhere
    lead = TextField(null=True)  # unit code
    supports = Json(null=True)  # [unit code]
    basis = TextField(default="")  # the law or rule
    code = TextField(default="")  # the city's own number of the row
    hours = IntegerField(null=True)
    natural = BooleanField(null=True)
    type = TextField(default="")  # of power, as the city's list calls it
    name = TextField(default="")  # of the item in the city's list
    list_kind = TextField(default="")  # basic | joint | withdrawn: the street's list of duties
    power = TextField(default="own")  # own | delegated
    power_begins = TextField(default="")
    power_ends = TextField(default="")
    taker = TextField(null=True)  # the unit that takes a delegated power over
    taker_begins = TextField(default="")
    taker_ends = TextField(default="")

    class Meta:
        primary_key = CompositeKey("category", "level_kind", "area")


class Holiday(Row):
    """A day on which people work or rest otherwise than the published list says."""

    day = TextField(primary_key=True)  # YYYY-MM-DD
    kind = TextField()  # off | work
    name = TextField(default="")


class Counter(Row):
    """The last number given on a day."""

    day = TextField(primary_key=True)  # YYMMDD, behind the letter of its series
    last = IntegerField()


class Matter(Row):
    """The one thing that is reported, moved, settled, confirmed and rated; every change raises `version`."""

    id = TextField(primary_key=True)  # uuid made by whoever reports
    number = TextField(unique=True)
    state = TextField()
    area = TextField()  # the place itself
    level = TextField()  # the area where it lies for handling
    placed = TextField()  # shape | chosen | fallback
    spot = TextField(
        null=True
    )  # where exactly, as a desk corrected it; null: as the poster says, empty: nobody knows
    category = TextField()
    text = TextField(default="")
    place = Json(null=True)
    lat = DoubleField(null=True)
    lon = DoubleField(null=True)
    urgency = TextField(default="normal")
    holder_desk = TextField(null=True)  # area code
    holder_unit = TextField(null=True)
    holder_person = TextField(null=True)
    taken_by = TextField(null=True)
    dispatched_by = TextField(null=True)  # the desk that dispatched it to its holder
    send_backs = IntegerField(default=0)
    finder = TextField(null=True)  # null: a resident
    resolver = TextField(null=True)
    resident_asked = BooleanField(default=False)
    confidential = BooleanField(default=False)
    about = TextField(null=True)
    patrol = TextField(null=True)
    merged_into = TextField(null=True)
    shelved_from: Any = Json(null=True)
    shelved_until = BigIntegerField(null=True)
    confirm_turn = TextField(null=True)  # head | lead | finder | desk | desk_above
    confirm_desk = TextField(null=True)  # the desk, when it is a desk's turn
    confirm_until = BigIntegerField(null=True)  # when silence passes it on
    started_due = BigIntegerField(null=True)
    due = BigIntegerField(null=True)
    near_at = BigIntegerField(null=True)  # when to remind; null once reminded
    late_told = BooleanField(default=False)
    due_note = TextField(null=True)
    paused: Any = Json(
        null=True
    )  # what was left of its time when the clock was stopped (app/matters/timing/pauses.py)
    paused_until = BigIntegerField(null=True)
    coming_at = BigIntegerField(null=True)  # when whoever asked was told that somebody comes
    joint_since = BigIntegerField(null=True)  # 联席会议: since when nobody by the list has it
    called_for = BigIntegerField(null=True)  # 群众吹哨: when the clock whistled, because nobody had answered
    case_number = TextField(null=True)  # under which another office or system has it
    ticket: Any = Json(null=True)  # what a hotline's sheet says of its clocks (app/matters/timing/hotline.py)
    ticket_at = BigIntegerField(null=True)  # when the nearest of them runs out; null: none runs
    ticket_look = BigIntegerField(null=True)  # when the clock looks at them next
    asked_until = BigIntegerField(null=True)  # an extension asked for and not yet decided
    supervised_until = BigIntegerField(null=True)
    answer_due = BigIntegerField(
        null=True
    )  # when a resident should have read an answer; null: nobody waits for one
    climb_at = BigIntegerField(null=True)  # when an unanswered emergency goes up; null: answered
    close_at = BigIntegerField(null=True)  # when a confirmed one closes by itself
    version = IntegerField(default=1)
    moved_version = IntegerField(default=1)  # the version at which state, level or holder last changed
    seq = BigIntegerField(default=0)  # its last ledger entry
    reported_at = BigIntegerField()  # by the phone
    received_at = BigIntegerField()
    closed_at = BigIntegerField(null=True)
    keyed: Any = Json(
        null=True
    )  # under what it stands in the lists, as app/matters/terms.py wrote it; null: not yet
    indexed = TextField(
        null=True
    )  # of what the search's index has of it (app/matters/search_index.py); null: not what it is now
    indexed_at = BigIntegerField(null=True)  # where the index has it

    class Meta:
        constraints = [Check(ONE_HOLDER)]

    def save(self, force_insert: bool = False, only: Any = None) -> int:
        """Write the whole row, as a new one or in its place; `terms.store` does it for every move."""
        if force_insert:
            for name in self._meta.fields:
                self.__data__.setdefault(name)
            _NEW_MATTER.send(**self.__data__)
            return 1
        _SAME_MATTER.send(**self.__data__)
        return 1

    def is_open(self) -> bool:
        """Neither closed nor void."""
        return self.state in OPEN

    def holder(self) -> tuple[str | None, str | None, str | None]:
        """(desk area, unit, person), exactly one of them set."""
        return self.holder_desk, self.holder_unit, self.holder_person

    def give_to(self, *, desk: str | None = None, unit: str | None = None, person: str | None = None) -> None:
        """Change the holder (not saved)."""
        self.holder_desk, self.holder_unit, self.holder_person = desk, unit, person


_NEW_MATTER = Prepared(lambda: insertion(Matter))
_SAME_MATTER = Prepared(lambda: replacement(Matter))


class Support(Row):
    """A unit or person that supports the one who leads."""

    matter = TextField()
    kind = TextField()  # unit | person
    code = TextField()
    state = TextField(default="")  # open | done | not_ours; empty: of before anybody was asked
    answered = BigIntegerField(null=True)
    answered_by = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("matter", "kind", "code")


class SentBack(Row):
    """A unit that a row of the responsibility list proposed gave a matter back."""

    entry = BigIntegerField(primary_key=True)  # ledger seq of the return
    matter = TextField()
    category = TextField()  # of the row
    level_kind = TextField()
    unit = TextField()
    reason = TextField()
    at = BigIntegerField()
    instead = TextField(null=True)  # the unit that it was given to next

    class Meta:
        table_name = "sent_back"


CALLED = ("open", "attended")  # states of a call that has to do with the matter still


class Call(Row):
    """One unit called by one whistle, with a clock of its own."""

    entry = BigIntegerField()  # ledger seq of the whistle
    matter = TextField()
    unit = TextField()
    # open | attended | returned | off (called off) | absent | carried (with a merge) | ended (merged into what is over)
    state = TextField(default="open")
    reason = TextField(null=True)  # the occasion (app/matters/timing/occasions.py); null: none was named
    kind = TextField(null=True)  # who calls whom (app/matters/workflow/whistles.py)
    called_by = TextField(null=True)
    at = BigIntegerField()
    due = BigIntegerField()  # by when the unit should be there
    next_at = BigIntegerField(null=True)  # when the clock looks at it next; null: it has nothing more to do
    reminded = BigIntegerField(null=True)
    listed = TextField(null=True)  # the desk above on whose list it stands unanswered
    accepted = BigIntegerField(null=True)  # the unit has heard it; it is open until somebody has come
    accepted_by = TextField(null=True)
    answered = BigIntegerField(null=True)
    answered_by = TextField(null=True)
    verdict = TextField(null=True)  # came | absent | solved, by whoever whistled or a desk: of the unit
    judged = BigIntegerField(null=True)
    judged_by = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("entry", "unit")
