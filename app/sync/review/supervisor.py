"""What a supervisor does with the ops that could not be applied: look, release, let be."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import people_reach, permissions
from app.areas.access.reach import Reach, reach_of
from app.core import clock, db
from app.core.problems import problem
from app.core.problems.problem import Problem
from app.ledger.act import Relay, by_web
from app.ledger.record import record
from app.people.models import Device, Person
from app.sync.batch import apply, envelope, operations
from app.sync.batch.apply import Result
from app.sync.batch.sender import Sender
from app.sync.models import Quarantine, Receipt
from app.sync.review.calls import is_call, kept_record, where

PAGE = 50


def unsettled(by: Person, before: int | None = None) -> list[Quarantine]:
    """Unsettled ops of persons in reach, the latest first; `before` is the id of the last one seen. Problem forbidden.

    Calls for help are none of these: they stand before them all (`calls`).
    """
    reach = reach_of(by)
    permissions.require(reach, "release_quarantine")
    query = waiting(reach).where(~is_call())
    if before is not None:
        query = query.where(Quarantine.id < before)
    return list(query.order_by(Quarantine.id.desc()).limit(PAGE))


def calls(by: Person) -> list[Quarantine]:
    """Unsettled calls for help from a storm's door, of persons in reach or for buildings there, the latest first. Problem forbidden."""
    reach = reach_of(by)
    permissions.require(reach, "release_quarantine")
    seen = people_reach.visible(reach).select(Person.id)
    there = tree.below(*permissions.areas_for(reach, "answer_calls"))
    here = Quarantine.person.in_(seen) | Quarantine.called.in_(there)
    waits = Quarantine.select().where(here, is_call(), Quarantine.settled.is_null())
    return list(waits.order_by(Quarantine.id.desc()))


def waiting(reach: Reach) -> ModelSelect:
    """Every unsettled op of persons in reach."""
    seen = people_reach.visible(reach).select(Person.id)
    return Quarantine.select().where(Quarantine.person.in_(seen), Quarantine.settled.is_null())


def serialize(row: Quarantine, language: str) -> dict[str, Any]:
    """One kept op as the page shows it."""
    raw: dict[str, Any] = row.raw if isinstance(row.raw, dict) else {}
    names = {
        p.id: p.name
        for p in Person.select(Person.id, Person.name).where(Person.id.in_([row.person, row.sender]))
    }
    phone = Device.get_or_none(Device.id == row.device, Device.person == row.sender)
    body = raw.get("body")
    text = body.get("text") if isinstance(body, dict) else None
    return {
        "id": row.id,
        "op": row.op,
        "kind": operations.words(raw.get("type") or "", body, language),
        "person": names.get(row.person, ""),
        "sender": names.get(row.sender, row.sender) if row.sender != row.person else "",
        "phone": (phone.label if phone is not None else "") or (row.device or "")[:8],
        "at": raw.get("at") if isinstance(raw.get("at"), str) else "",
        "text": text[:200] if isinstance(text, str) else "",
        "where": where(body.get("area")) if isinstance(body, dict) else "",
        "received": row.received,
        "times": row.times,
        "problem": problem.from_stored(row.problem).body(language),
        "photos": envelope.photos_of(raw)[:6],
        "raw": row.raw,
    }


def find(by: Person, id: str) -> Quarantine:
    """The kept op, if its person is in reach and the caller may act for them; Problem not-found or forbidden."""
    reach = reach_of(by)
    permissions.require(reach, "release_quarantine")
    row = kept_record(id)
    people_reach.require(reach, "release_quarantine", row.person)
    return row


def release(by: Person, id: str) -> Result:
    """Judge the op once more under its id, as its person's own; its entry says who sent it and who let it in.

    A move that somebody else's phone sent is made only if that somebody could make it too (sender-may-not).
    Problem bad-value where no id could be read.
    """
    with db.transaction():
        row = find(by, id)
        if not row.op:
            raise Problem("bad-value", ("id", "bad-id"))
        Receipt.delete().where(
            Receipt.op == row.op, Receipt.digest == row.digest, Receipt.status == "rejected"
        ).execute()
        relay = Relay(row.sender, row.device, released_by=by.id)
        result = apply.judge_op(
            row.raw, 0, Sender(Person.get_by_id(row.person), device=row.device, relay=relay)
        )
        if result.status in ("applied", "duplicate"):
            _settle(row, by)
        columns = {"op": row.op, "status": result.status, "person": row.person, **relay.serialize()}
        record(by_web(by), "quarantine", str(row.id), "release", body=columns)
    return result


def let_be(by: Person, id: str) -> None:
    """Take the op off the list; it stays stored."""
    with db.transaction():
        row = find(by, id)
        _settle(row, by)
        record(by_web(by), "quarantine", str(row.id), "let_be", body={"op": row.op})


def _settle(row: Quarantine, by: Person) -> None:
    Quarantine.update(settled=clock.now(), settled_by=by.id).where(
        Quarantine.op == row.op, Quarantine.digest == row.digest
    ).execute()


def may_see(person: Person, id: str) -> bool:
    """Whether the person may see the photos of a kept op."""
    try:
        find(person, id)
    except Problem:
        return False
    return True
