"""What a confidential matter keeps from building heads and handlers: who said it, the words, and the pictures."""

from __future__ import annotations

from collections.abc import Iterable

from app.areas.access.reach import Reach, reach_of
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.moves import table
from app.matters.queries import lists
from app.people.models import Person

# telling about the thing, whoever does it: a desk that corrects what was said writes the reporter's words anew
TELLING = ("report", *(move.name for move in table.MOVES if move.rewrites))
# what one does as its handler; that it is the reporter who does it is nowhere said
HANDLING = tuple(move.name for move in table.MOVES if move.by_handler)


def holds_words(entry: Entry, matter: Matter) -> bool:
    """Whether the entry's text and photos are what the reporter said and showed."""
    return entry.verb in TELLING or entry.actor == "resident" or is_by_reporter(entry, matter)


def is_by_reporter(entry: Entry, matter: Matter) -> bool:
    """Whether naming the entry's author would name the reporter."""
    return entry.by is not None and entry.by == matter.finder and entry.verb not in HANDLING


def is_kept(entry: Entry, matter: Matter, may_read: bool, may_hear: bool) -> bool:
    """Whether the entry's words and photos are kept from a reader.

    `may_read`: the matter's reporter may be known to them; `may_hear`: anybody's confidence may, also that of a resident
    who asked for it and joined a matter of others.
    """
    if (entry.body or {}).get("confidential"):
        return not may_hear
    return not may_read and holds_words(entry, matter)


def kept_photos(entries: Iterable[Entry], matter: Matter, may_read: bool, may_hear: bool) -> set[str]:
    """The photos that go the way of the words: all but those of how it looks now that it is done."""
    withheld: set[str] = set()
    for entry in entries:
        if is_kept(entry, matter, may_read, may_hear):
            withheld |= set(entry.photos or []) - set((entry.body or {}).get("after") or [])
    return withheld


def keeps_photo(person: Person | Reach, matter: str, sha256: str) -> bool:
    """Whether the photo of this matter is kept from the person, who may see the matter itself."""
    reach = person if isinstance(person, Reach) else reach_of(person)
    row = Matter.get_or_none(Matter.id == matter)
    if row is None:
        return False
    may_hear = Matter.select().where(Matter.id == matter, lists.may_hear(reach)).exists()
    if may_hear:
        return False
    entries = Entry.select().where(Entry.kind == "matter", Entry.subject == matter)
    return sha256 in kept_photos(entries, row, not keeps_words(reach, row), may_hear)


def shows_photo(reach: Reach, matter: str, sha256: str) -> bool:
    """Whether somebody with this reach may see the matter and this photo of it."""
    return lists.find(reach, matter) is not None and not keeps_photo(reach, matter, sha256)


def keeps_words(reach: Reach, matter: Matter) -> bool:
    """Whether the reporter's name and words are kept from somebody with this reach, who may see the matter itself."""
    may_read = Matter.select().where(Matter.id == matter.id, lists.may_read(reach))
    return bool(matter.confidential) and not may_read.exists()
