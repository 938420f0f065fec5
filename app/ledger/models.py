"""The ledger's one table: an entry for every move, written in the same transaction as its effect."""

from __future__ import annotations

from typing import Any

from peewee import BigAutoField, BigIntegerField, BooleanField, TextField

from app.core.db import Json, Row


class Entry(Row):
    """Who did what to which thing, when by the phone and by the server, where, and why. Never changed, never deleted."""

    seq = BigAutoField()
    kind = TextField()  # matter | patrol | visit | person | area | device | photo | import …
    subject = TextField()  # the thing's id
    verb = TextField()
    by = TextField(null=True)  # person id; null for the clock and for residents
    actor = TextField(default="person")  # person | clock | resident | operator
    at = BigIntegerField()  # by the phone's clock: evidence, never order
    received = BigIntegerField()
    skewed = BooleanField(default=False)  # the phone's clock was off by more than five minutes
    imported = BooleanField(default=False)  # came in a phone's export
    op = TextField(null=True)
    area = TextField(null=True)  # where the thing lay before the entry, so that "gone" can be told
    level = TextField(null=True)
    unit = TextField(null=True)
    person = TextField(null=True)
    place: Any = Json(null=True)
    text = TextField(null=True)
    photos: Any = Json(null=True)  # [sha256]
    body: Any = Json(null=True)  # what else the verb carried
    # a chain of digests, in the order of `seq` as far as the ledger is settled: nobody fills it yet
    salt = TextField(null=True)
    digest = TextField(null=True)  # of the salt and the entry
    link = TextField(null=True)  # of the link before and this digest

    class Meta:
        indexes = ((("kind", "subject", "seq"), False),)

    def variants(self) -> tuple[str, ...]:
        """What kind of its verb this entry is, the most telling first and "" last; words and notices go by it.

        "over": taken over from somebody; "top": raised at the highest level; "place": corrected to another; "carried": a whistle that came with a merged matter; "merged": who asks came with one; "parted": what was merged stands by itself again; "apart": it is the one that does; "transfer": dispatched as a case to be filed; "waits": its
        words for residents wait for a desk; the clock's own reason ("near", "late",
        "call", "climb", "unmanned", "relieved"); "by staff": entered for a resident; "by clock", "by resident" and so on by its actor.
        """
        body: dict[str, Any] = self.body or {}
        found = [
            "over" if "from" in body else "",
            "top" if body.get("top") else "",
            "waits" if body.get("waits") else "",
            "carried" if body.get("carried") else "",
            "merged" if body.get("merged") else "",
            "parted" if body.get("parted") else "",
            "apart" if body.get("apart") else "",
            "transfer" if body.get("reason") == "transfer" else "",
            "place" if "area" in (body.get("was") or {}) else "",
            body.get("why") or "",
            f"by {body['channel']}" if "channel" in body else "",
            "by source" if body.get("channel") == "open311" else "",
            f"by {self.actor}",
        ]
        return (*(variant for variant in found if variant), "")
