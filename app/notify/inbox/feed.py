"""What a person was told, for the phone: one change a notice, again when it has been read."""

from __future__ import annotations

from collections.abc import Iterable

from app.core import clock
from app.core.prepared import Prepared, given
from app.ledger.outcome import Change
from app.notify import subjects, wording
from app.notify.inbox import notices
from app.notify.models import INBOX, READ, Notice, is_matter, page_of
from app.people.models import Person

_OWN = Prepared(
    lambda: (
        Notice.select()
        .where(Notice.recipient == given("person"), Notice.channel == INBOX, Notice.seq > given("after"))
        .order_by(Notice.seq)
        .limit(given("limit"))
    )
)


def feed(person: Person, after: int, limit: int, language: str = "zh") -> Iterable[Change]:
    """At most `limit` notices changed after number `after` (of notices), in order; `data` None: no longer the person's."""
    rows = _OWN.all_of(Notice, person=person.id, after=after, limit=limit)
    if not rows:
        return []
    open_to = {
        row.id
        for row in Notice.select(Notice.id).where(notices.mine(person), Notice.id.in_([r.id for r in rows]))
    }
    known = subjects.things((row.subject for row in rows), language)
    return [_change(row, known, language) if row.id in open_to else _gone(row) for row in rows]


def _gone(row: Notice) -> Change:
    return Change(row.seq, "notice", str(row.id), 0, None)


def _change(row: Notice, known: dict[str, wording.Thing], language: str) -> Change:
    thing = known[row.subject]
    data = {
        "id": str(row.id),
        "matter": row.subject if is_matter(row.subject) else "",
        "subject": row.subject,
        "page": page_of(row.subject),
        "number": thing.number,
        "kind": row.kind,
        "what": wording.kind_words(row.kind, thing, language),
        "about": thing.named_for(row.kind),
        "sentence": wording.sentence(row.kind, thing, language),
        "urgent": row.urgent,
        "at": clock.rfc3339(row.made),
        "read": row.state == READ,
    }
    return Change(row.seq, "notice", str(row.id), 2 if row.state == READ else 1, data)
