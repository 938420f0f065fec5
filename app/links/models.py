"""The table of links, each to one matter for one person or unit."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from app.core import clock
from app.core.db import Row

LOOK, HANDLE, HELP = "look", "handle", "help"


class Link(Row):
    """Opens one matter to whoever holds the secret; only its digest is kept."""

    id = TextField(primary_key=True)  # sha256 of the secret
    matter = TextField()
    person = TextField(null=True)
    unit = TextField(null=True)
    purpose = TextField()  # look: say whether it is done · handle: do it · help: called or in support
    round = IntegerField()  # the matter's moved_version when it was made: another round is another link
    mark = BigIntegerField()  # the matter's last ledger entry when it was made
    made_by = TextField(null=True)  # null: the clock
    created = BigIntegerField(default=clock.now)
    expires = BigIntegerField()
    ended = BigIntegerField(null=True)
    answer = TextField(null=True)  # the move by which its holder answered
