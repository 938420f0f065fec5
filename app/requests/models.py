"""The tables of residents' requests, their verdicts, posters and door plates, and of what keeps spam out."""

from __future__ import annotations

from typing import Any

from peewee import BigAutoField, BigIntegerField, BooleanField, DoubleField, IntegerField, TextField

from app.core import clock
from app.core.db import Json, Row

# channels; staff: entered by a desk for somebody who telephoned; source: handed over by another system; open311: by an app that
# speaks Open311; group: taken by a desk from what was written in an owners' group
QR, WEB, STAFF, SOURCE, OPEN311, GROUP = "qr", "web", "staff", "source", "open311", "group"
FOR_OTHERS = (STAFF, SOURCE, OPEN311, GROUP)  # written by somebody else than whoever asks
BY_QR, BY_PROOF, HELD = "qr", "proof", "held"  # trust; a desk's own entries are "staff"


class ResidentRequest(Row):
    """What one resident said: it makes a matter, joins one, or waits for a look (`held`, neither released nor refused)."""

    id = TextField(primary_key=True)  # uuid7 made by the resident's page
    nonce_digest = TextField()
    digest = TextField()  # sha256 of the canonical JSON of what was said
    token = TextField(unique=True)  # sha256 of the token in the private link
    found = TextField(
        unique=True
    )  # sha256 of a second one, for whoever lost the link and finds it by number and phone
    number = TextField(index=True)  # the matter's; given at receipt, also to a held one
    matter = TextField(null=True)  # null while held, and for ever when refused
    join_to = TextField(null=True)  # the matter it wants to join, while it is held
    joined = BooleanField(default=False)  # it joined a matter that was there
    words = TextField(default="")
    category = TextField()
    area = TextField()
    placed = TextField()  # shape | chosen | fallback
    place: Any = Json(null=True)
    lat = DoubleField(null=True)
    lon = DoubleField(null=True)
    channel = TextField()
    trust = TextField()
    poster = TextField(null=True)  # the code that opened the form
    entered_by = TextField(null=True)  # person, where the channel is staff or group
    source = TextField(null=True)  # its code, where the channel is source or open311: it brings the photos
    name = TextField(null=True)
    phone = TextField(null=True)
    confidential = BooleanField(default=False)
    photos: Any = Json(default=list)  # [sha256] named when it was made
    received = BigIntegerField(default=clock.now)
    held = BigIntegerField(null=True)
    held_why = TextField(null=True)  # unproven | suspicious | busy
    released = BigIntegerField(null=True)
    released_by = TextField(null=True)
    refused = BigIntegerField(null=True)
    refused_by = TextField(null=True)
    refused_reason = TextField(null=True)
    withdrawn = BigIntegerField(null=True)
    contact_deleted = BigIntegerField(null=True)

    def is_waiting(self) -> bool:
        """Held, and nobody has decided yet."""
        return self.held is not None and self.released is None and self.refused is None and not self.withdrawn

    @property
    def bringer(self) -> str:
        """The key under which its photos are brought."""
        return f"source:{self.source}" if self.source is not None else f"request:{self.id}"


class Verdict(Row):
    """Solved or not, once a round: each `resolve` or `settle_on_spot` of the matter opens one."""

    id = BigAutoField()
    request = TextField()
    matter = TextField()
    round = IntegerField()
    solved = BooleanField()
    score = IntegerField(null=True)  # 1–3
    text = TextField(null=True)
    at = BigIntegerField(default=clock.now)


class Poster(Row):
    """A printed code and the place it stands for; it opens the form for ever."""

    code = TextField(primary_key=True)
    kind = TextField()  # building | lamp | shop | checkpoint
    area = TextField()
    label = TextField(default="")
    made = BigIntegerField(default=clock.now)
    made_by = TextField(null=True)
    ended = BigIntegerField(null=True)  # not printed any more


class DoorPlate(Row):
    """A code that was on the door before us, and the building it means."""

    code = TextField(primary_key=True)
    area = TextField()


class Spent(Row):
    """A proof-of-work challenge that was used; kept until it would have expired anyway."""

    challenge = TextField(primary_key=True)
    expires = BigIntegerField()


class Bucket(Row):
    """A token bucket: what was in it at `at`."""

    key = TextField(primary_key=True)
    level = DoubleField()
    at = BigIntegerField()


class NotOurs(Row):
    """What people ask for and others look after: no matter is made of it."""

    code = TextField(primary_key=True)
    name = TextField()
    name_en = TextField()
    icon = TextField()
    whose = TextField()
    whose_en = TextField()
    phone = TextField(null=True)
    sort = IntegerField(default=0)
