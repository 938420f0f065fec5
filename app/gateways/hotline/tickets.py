"""The tickets of a hotline that are a desk's, and where each of them goes on once it was merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.gateways.hotline.models import Hotline, HotlineTicket
from app.ledger import undone
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.moves.ending import reopen
from app.matters.moves.handling import resolve, settle_on_spot
from app.matters.moves.with_residents import answer
from app.matters.queries import lists

AT_ONCE = 200


@dataclass(frozen=True)
class Ticket:
    """A ticket: its number, its own matter, and the matter in which that goes on (the same where nothing was merged)."""

    number: str
    matter: Matter
    lying: Matter
    received: int


def within(reach: Reach, hotline: Hotline, since: int, until: int) -> Iterator[Ticket]:
    """The tickets received from `since` until before `until` (epoch ms) within reach, in the order in which they came."""
    rows = HotlineTicket.select().where(
        HotlineTicket.hotline == hotline.code, HotlineTicket.received >= since, HotlineTicket.received < until
    )
    found = list(rows.order_by(HotlineTicket.received, HotlineTicket.number))
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        ids = [row.matter for row in part]
        matters = {matter.id: matter for matter in lists.visible(reach).where(Matter.id.in_(ids))}
        for row in part:
            if row.matter in matters:
                matter = matters[row.matter]
                yield Ticket(row.number, matter, lying(matter), row.received)


def lying(matter: Matter) -> Matter:
    """The matter in which it goes on."""
    seen = {matter.id}
    while matter.merged_into is not None and matter.merged_into not in seen:
        seen.add(matter.merged_into)
        matter = Matter.get_by_id(matter.merged_into)
    return matter


def answers_of(matters: Iterable[str]) -> dict[str, str]:
    """By matter what was last answered, as residents read it; else what was said to be done."""
    settling = (resolve.MOVE.name, settle_on_spot.MOVE.name)
    rows = Entry.select().where(Entry.kind == "matter", Entry.subject.in_(sorted(set(matters))))
    by_matter: dict[str, str] = {}
    second: dict[str, str] = {}
    for entry in undone.standing(list(rows.order_by(Entry.seq))):
        if entry.verb == reopen.MOVE.name:  # what was said before it is no answer any more
            by_matter.pop(entry.subject, None)
            second.pop(entry.subject, None)
        elif entry.verb == answer.MOVE.name and entry.text:
            by_matter[entry.subject] = entry.text
        elif entry.verb in settling and (words := (entry.body or {}).get("resident_text")):
            second[entry.subject] = words
    return {**second, **by_matter}
