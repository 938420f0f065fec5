"""What happened to matters becomes rows of what other systems are to be told: behind a cursor each, in committed order, whole or not at all."""

from __future__ import annotations

from typing import Any

import msgspec

from app.areas import tree
from app.core import clock, db, ids
from app.gateways.models import Delivery
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import Shown
from app.gateways.systems.models import SENT, ForeignCase, Sending, System
from app.gateways.systems.outgoing import visits
from app.ledger.models import Entry
from app.matters.models import Category, Matter
from app.matters.views import outside, serialize

BATCH = 100  # entries at once: few enough that the write at the end is short
AT_MOST = 10  # batches in one go, so that the clock's other work gets its turn
KEPT = 30 * clock.DAY  # that something was sent, under which id


def collect() -> int:
    """Make sendings of what the ledger has got since the last look, for each system with an address and a map; how many."""
    settled = db.settled()
    return sum(_collect(system, settled) + visits.collect(system, settled) for system in reached_systems())


def reached_systems() -> list[System]:
    """The systems that are told by themselves: live, with an address and a map."""
    reached = System.select().where(System.ended.is_null(), System.address.is_null(False))
    return [system for system in reached.order_by(System.code) if system.fields]


def _collect(system: System, settled: int) -> int:
    count = 0
    for _ in range(AT_MOST):
        fresh = Entry.select(Entry.seq, Entry.kind, Entry.subject).where(
            Entry.seq > system.cursor, Entry.seq <= settled
        )
        entries = list(fresh.order_by(Entry.seq).limit(BATCH))
        if not entries:
            break
        latest = {entry.subject: entry.seq for entry in entries if entry.kind == "matter"}
        count += _write(system, _rows(system, latest), entries[-1].seq)
        system = System.get_by_id(system.code)
    return count


def _rows(system: System, latest: dict[str, int]) -> list[dict[str, Any]]:
    """What the system is told of these matters, by the ledger number up to which each was looked at."""
    matters = [matter for matter in of_ids(sorted(latest)) if is_told_of(system, matter)]
    words = in_its_words(system, matters)
    return [
        {
            "id": ids.uuid7(), "system": system.code, "matter": matter.id, "seq": latest[matter.id],
            "body": msgspec.json.encode(words[matter.id]).decode(),
        }
        for matter in sorted(matters, key=lambda matter: latest[matter.id])
    ]  # fmt: skip


def _write(system: System, rows: list[dict[str, Any]], cursor: int) -> int:
    with db.transaction():
        here = System.get_by_id(system.code)
        if here.cursor != system.cursor or here.ended is not None:
            return 0  # another was quicker
        for row in rows:
            Sending.create(**row)
        System.update(cursor=cursor).where(System.code == system.code).execute()
    return len(rows)


def of_ids(matters: list[str]) -> list[Matter]:
    """The matters with these ids."""
    return list(Matter.select().where(Matter.id.in_(matters))) if matters else []


def is_told_of(system: System, matter: Matter) -> bool:
    """Whether the matter lies where the system is told of, and is such a thing; or it has been told of it before."""
    lies = tree.is_below(matter.area, {system.area})
    if lies and (not system.categories or _is_one_of(system.categories, matter.category)):
        return True
    known = (ForeignCase.system == system.code) & (ForeignCase.matter == matter.id)
    before = (Sending.system == system.code) & (Sending.matter == matter.id)
    return bool(ForeignCase.select().where(known).exists() or Sending.select().where(before).exists())


def _is_one_of(wanted: list[str], code: str) -> bool:
    if code in wanted:
        return True
    row = Category.get_or_none(Category.code == code)
    return row is not None and row.parent in wanted


def in_its_words(system: System, matters: list[Matter]) -> dict[str, Shown]:
    """By id, the matters in the system's words."""
    every = mapping.entries(system.fields)
    numbers = _foreign_numbers(system, [matter.id for matter in matters])
    shown = serialize.many_for_person(matters, system.reach())
    result = {}
    for one in shown:
        result[one["id"]] = mapping.in_their_words(every, outside.veiled(one))
        for entry in every:
            if entry.ours == "foreign_number" and one["id"] in numbers:
                mapping.set_at(result[one["id"]], entry.theirs, numbers[one["id"]])
    return result


def _foreign_numbers(system: System, matters: list[str]) -> dict[str, str]:
    """By matter, what the system calls it: as it said, or as it was handed over by it."""
    if not matters:
        return {}
    handed = Delivery.select(Delivery.matter, Delivery.external).where(
        Delivery.source == (system.source or ""), Delivery.matter.in_(matters)
    )
    cases = ForeignCase.select(ForeignCase.matter, ForeignCase.number).where(
        ForeignCase.system == system.code, ForeignCase.matter.in_(matters), ForeignCase.number.is_null(False)
    )
    return {**dict(handed.order_by(Delivery.received.desc()).tuples()), **dict(cases.tuples())}


def forget() -> int:
    """Delete what was sent long ago; how many."""
    old = Sending.select(Sending.id).where(Sending.state == SENT, Sending.sent < clock.now() - KEPT)
    gone = 0
    while found := [row.id for row in old.limit(BATCH)]:
        with db.transaction():
            gone += Sending.delete().where(Sending.id.in_(found)).execute()
    return gone
