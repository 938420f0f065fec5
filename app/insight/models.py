"""The course of each matter as figures need it, worked out of the ledger and nothing else, and how many there are of a kind."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BooleanField, CompositeKey, IntegerField, TextField

from app.core.db import Row
from app.core.prepared import Prepared, given, insertion

NEITHER = -1  # of a question that nobody has answered: neither yes (1) nor no (0)


class Course(Row):
    """What became of one matter up to its entry `entry`; days are the city's, as ISO text."""

    matter = TextField(primary_key=True)
    entry = BigIntegerField()
    area = TextField()  # its place
    category = TextField()
    origin = TextField()  # how it began (app/board/origins.py)
    channel = TextField()  # by which it came; "found": staff found it
    void = BooleanField()
    highest = IntegerField()  # of the levels where it lay, the rank of the highest (`course.RANKS`)
    received_at = BigIntegerField()
    received_day = TextField()
    closed_at = BigIntegerField(null=True)  # null unless it is closed now
    closed_day = TextField(null=True)
    at_once = BooleanField()  # staff found it, and the finder settled it there and then
    in_time = (
        IntegerField()
    )  # whether it was said to be done by its deadline; NEITHER: it had none, or is not done
    minutes = IntegerField()  # of working time until somebody else did something; NEITHER: nobody has
    confirmed = IntegerField()  # what the first said who was asked whether it is done; NEITHER: nobody has
    reopened = IntegerField()  # times


class Answer(Row):
    """What a resident answered to "solved?" on one day, and of what: where the matter's place is, its thing and channel."""

    entry = BigIntegerField(primary_key=True)
    matter = TextField()
    area = TextField()
    category = TextField()
    channel = TextField()
    day = TextField()
    yes = IntegerField()  # 1, or 0: not yet


class Called(Row):
    """A call of a unit that it had to answer, neither called off nor given back, and whether the unit came."""

    entry = BigIntegerField()  # of the whistle
    unit = TextField()
    matter = TextField()
    area = TextField()
    category = TextField()
    channel = TextField()
    day = TextField()
    came = IntegerField()  # 1, or 0: not yet, or not at all
    minutes = (
        IntegerField()
    )  # by the clock, until the unit said that it is there; NEITHER: it has not said so

    class Meta:
        primary_key = CompositeKey("entry", "unit")


class Recurrence(Row):
    """A matter that comes again (`recurring.rule`), of which kind, and what is told of it; what its thing or place forbids to tell is here too."""

    kind = TextField()
    matter = TextField()
    area = TextField()
    category = TextField()
    received_day = TextField()

    class Meta:
        primary_key = CompositeKey("matter", "kind")


class Tally(Row):
    """How many matters of one kind a wide area (`tallies.WIDE`) received or closed in a day, or how many answers it got; of a
    month with category and channel. The columns that courses and answers have too mean the same.

    The minutes stand by themselves, at moments of their own, with nothing beside them but what a median asks for.
    """

    area = TextField()
    moment = (
        TextField()
    )  # received | closed | answered, or of the minutes `tallies.WAITED` and `WAITED_MONTH`
    span = TextField()  # YYYY-MM-DD, or YYYY-MM
    category = TextField()  # empty: of a day, and of minutes
    channel = TextField()
    origin = TextField()
    void = BooleanField()
    highest = IntegerField()
    at_once = BooleanField()
    in_time = IntegerField()
    minutes = IntegerField()
    confirmed = IntegerField()
    reopened = IntegerField()  # 1: at least once
    yes = IntegerField()  # of answers; NEITHER: of matters
    matters = IntegerField()

    class Meta:
        primary_key = CompositeKey(
            "area", "moment", "span", "category", "channel", "origin", "void", "highest", "at_once", "in_time",
            "minutes", "confirmed", "reopened", "yes",
        )  # fmt: skip


KEY: tuple[Any, ...] = tuple(getattr(Tally, name) for name in Tally._meta.primary_key.field_names)


def _stored(table: type[Row], *key: Any) -> Prepared:
    """Keeps a whole row, in the place of the one with this key."""
    names = {field.name for field in key}
    rest = [field for field in table._meta.sorted_fields if field.name not in names]
    return Prepared(lambda: insertion(table).on_conflict(conflict_target=list(key), preserve=rest))


STORED = _stored(Course, Course.matter)
ANSWERED = _stored(Answer, Answer.entry)
CALLED = _stored(Called, Called.entry, Called.unit)
ADDED = Prepared(
    lambda: insertion(Tally).on_conflict(
        conflict_target=list(KEY), update={Tally.matters: Tally.matters + given("matters")}
    )
)
