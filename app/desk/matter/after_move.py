"""After a move at a desk: what it did, in a sentence, and which matter comes next."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.areas.access.reach import Reach, reach_of
from app.core import clock, ids
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.desk.lists import listing
from app.desk.lists.listing import Narrowed
from app.desk.lists.views import View
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.moves import table, takebacks
from app.matters.moves.passing_on import send_back
from app.matters.queries import lists
from app.matters.views import serialize
from app.matters.workflow import asks
from app.people.models import Person

# what one did oneself that took a matter out of one's reach, where it has words of its own
BY_MOVE = {
    send_back.MOVE.name: mark(
        "您刚退回过这件事，可能在另一个窗口。它现在不在您这里了，这次写的没有发出，也不用再退。"
    ),
}


@dataclass(frozen=True)
class Waiting:
    """Before the move: whether the matter waited for the reader, and what stood after it in the list they look at."""

    for_reader: bool
    view: View
    following: list[str]


@dataclass(frozen=True)
class TakeBack:
    """The form that takes a move back: of which matter, which entry, its own id, and for how long still (ms)."""

    matter: str
    entry: int
    left: int
    id: str = field(default_factory=ids.uuid7)


@dataclass(frozen=True)
class Done:
    """A move that the reader made. `id`: the matter, while it is within their reach; `undo`: while it can be taken back."""

    sentence: str
    number: str
    id: str | None
    undo: TakeBack | None = None


def find(reach: Reach, matter: str) -> Matter:
    """The matter, if in reach. Problem left-by-oneself where the last that was done to it is what took it out of theirs; else not-found."""
    row = lists.find(reach, matter)
    if row is not None:
        return row
    entries = Entry.select().where(Entry.kind == "matter", Entry.subject == matter)
    last = entries.order_by(Entry.seq.desc()).first()
    if last is None or not reach.posts or last.by != reach.person or last.verb not in table.NAMES:
        raise Problem("not-found")
    raise Problem("left-by-oneself", sentence=BY_MOVE.get(last.verb))


def waiting(reach: Reach, matter: Matter, view: View, asked: Narrowed) -> Waiting:
    """How it stands before the move."""
    for_reader = _waits(reach, matter.id)
    return Waiting(for_reader, view, listing.following(reach, view, asked, matter) if for_reader else [])


def goes_on_to(reach: Reach, matter: str, before: Waiting) -> str | None:
    """The id of the matter to show after the move; None where there is no other.

    What waits for the reader still, or did not wait before, stays; else comes what stood after it in the list, as far as
    it is there still; where nothing is, the matter itself, if the list holds it.
    """
    is_visible = lists.find(reach, matter) is not None
    if is_visible and (not before.for_reader or _waits(reach, matter)):
        return matter
    wanted = [*before.following, matter]
    there = lists.visible(reach).where(Matter.id.in_(wanted), before.view.fits(reach, clock.now()))
    found = {row.id for row in there}
    return next((id for id in wanted if id in found), None)


def _waits(reach: Reach, matter: str) -> bool:
    return lists.visible(reach).where(Matter.id == matter, asks.query(reach)).exists()


def done(person: Person, entry: str, language: str) -> Done | None:
    """What this ledger entry says was done; None unless this person did it to a matter."""
    if not (entry.isascii() and entry.isdigit() and len(entry) < 16):
        return None
    row = Entry.get_or_none(Entry.seq == int(entry), Entry.kind == "matter", Entry.by == person.id)
    if row is None:
        return None
    matter, undo = lists.find(reach_of(person), row.subject), _undo(row)
    if matter is None:
        label = table.BY_NAME[row.verb].label if row.verb in table.NAMES else ""
        return Done("" if "{" in label else translate(label, language), "", None, undo)
    ledger = serialize.for_person(matter, person, language)["ledger"]
    sentence = next((line["sentence"] for line in ledger if line["seq"] == row.seq), "")
    return Done(sentence, matter.number, matter.id, undo)


def _undo(entry: Entry) -> TakeBack | None:
    left = takebacks.until(entry.seq) - clock.now()
    return TakeBack(entry.subject, entry.seq, left) if left > 0 else None
