"""The tables of receipts, kept for ever, and of ops that could not be applied."""

from __future__ import annotations

from peewee import BigAutoField, BigIntegerField, BooleanField, IntegerField, TextField

from app.core import clock
from app.core.db import Json, Row


class Receipt(Row):
    """The verdict on one op, written in the transaction of its effect. The key makes a second effect impossible."""

    op = TextField(primary_key=True)  # uuid7 made by the phone
    person = TextField()
    device = TextField(null=True)
    digest = TextField()  # of the content, see canonical.py
    type = TextField()
    status = TextField()  # applied | rejected
    final = BooleanField(
        default=True
    )  # False: hangs on the sender or our tables, judged anew when it comes again
    seq = BigIntegerField(null=True)  # of the ledger entry
    entity = Json(null=True)
    problem = Json(null=True)  # Problem.stored()
    photos = Json(null=True)
    dropped = IntegerField(null=True)  # rows of a track that could not be used
    supersedes = TextField(null=True)
    imported = BooleanField(default=False)
    received = BigIntegerField(default=clock.now)


class Quarantine(Row):
    """An op as it came that could not be applied, kept until it is settled: released, corrected or applied after all."""

    id = BigAutoField()
    op = TextField()  # "" where no id could be read
    digest = TextField()
    sender = TextField()  # who sent it
    person = TextField()  # whose it says it is; the sender where it says nothing readable
    device = TextField(null=True)
    raw = Json(null=True)  # any JSON value, null too
    name = TextField()  # of the problem
    problem = Json()  # Problem.stored()
    received = BigIntegerField(default=clock.now)
    times = IntegerField(default=1)
    settled = BigIntegerField(null=True)
    settled_by = TextField(null=True)
    bytes = BigIntegerField(default=0)  # of `raw`; 0 once it is emptied
    called = TextField(null=True)  # the area whose desk hears of it, where it is a call for help
