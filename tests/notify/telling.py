"""Short ways to see who was told what."""

from __future__ import annotations

from app.matters.models import Matter
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from tests.cast import Cast


def collected(cast: Cast, matter: Matter | None = None) -> dict[str, list[str]]:
    """Collect, and who of the cast has which kinds in the inbox, in order: {"desk": ["new"]}."""
    collect.collect()
    names = {person.id: name for name, person in cast.people.items()}
    rows = Notice.select().where(Notice.channel == INBOX).order_by(Notice.id)
    if matter is not None:
        rows = rows.where(Notice.subject == matter.id)
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(names[row.recipient], []).append(row.kind)
    return found


def forget() -> None:
    """Begin with an empty inbox, everything so far collected."""
    collect.collect()
    Notice.delete().execute()
