"""Errands as the phone sees them, and as the slip shows them to whoever holds its link."""

from __future__ import annotations

import re
from typing import Any

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock
from app.ledger import sentences
from app.ledger.models import Entry
from app.patrol.errands import slips, table
from app.patrol.models import Errand
from app.people.models import Person

OFFICE = ("community", "street", "city")
_LONG_NUMBER = re.compile(r"[0-9A-Za-z]{7,}")


def serialize_many(
    errands: list[Errand], person: Person, language: str
) -> list[tuple[Errand, dict[str, Any]]]:
    """Each errand with what the phone is told of it; a few queries for all of them."""
    by_errand = _entries_of([row.id for row in errands])
    whom = {entry.by for entries in by_errand.values() for entry in entries if entry.by}
    whom |= {row.person_id for row in errands}
    handed = [
        entry.body or {} for entries in by_errand.values() for entry in entries if entry.verb == "handed_to"
    ]
    whom |= {target.removeprefix("person:") for body in handed for target in (body["from"], *body["to"])}
    names = dict(Person.select(Person.id, Person.name).where(Person.id.in_(list(whom))).tuples())
    reach = reach_of(person)
    leads = {row.area_id: permissions.may(reach, "lead_errands", row.area_id) for row in errands}
    offices = {code: office(code) for code in leads}
    return [
        (
            row,
            {
                **_serialize(row, person, leads[row.area_id], by_errand.get(row.id, []), names, language),
                "office": offices[row.area_id],
            },
        )
        for row in errands
    ]


def _entries_of(ids: list[str]) -> dict[str, list[Entry]]:
    entries: dict[str, list[Entry]] = {}
    for entry in Entry.select().where(Entry.kind == "errand", Entry.subject.in_(ids)).order_by(Entry.seq):
        entries.setdefault(entry.subject, []).append(entry)
    return entries


def _serialize(
    row: Errand, person: Person, leads: bool, entries: list[Entry], names: dict[str, str], language: str
) -> dict[str, Any]:
    link = slips.link(row.id)
    shows = row.state in table.OPEN
    who = [*(["holder"] if row.person_id == person.id else []), *(["lead"] if leads else [])]
    return {
        "id": row.id,
        "number": row.number,
        "person": row.person_id,
        "person_name": names.get(row.person_id),
        "area": row.area_id,
        "household": row.household,
        "what": row.what,
        "papers": row.papers,
        "held": row.held,
        "promised": row.promised,
        "state": row.state,
        "taken": clock.rfc3339(row.taken),
        "who": who,  # as whom the table's steps are open to the reader
        "slip": {"link": link, **slips.code(link)} if shows else None,
        "ledger": [_entry(entry, names, language) for entry in entries],
        "version": row.version,
    }


def _entry(entry: Entry, names: dict[str, str], language: str) -> dict[str, Any]:
    body: dict[str, Any] = entry.body or {}
    return {
        "seq": entry.seq,
        "step": entry.verb,
        "at": clock.rfc3339(entry.at),
        "received": clock.rfc3339(entry.received),
        "sentence": sentences.sentence(entry, sentences.Names(people=names), language),
        "text": entry.text,
        "papers": body.get("papers") or [],
        "photos": entry.photos or [],
        "imported": bool(entry.imported),
    }


def office(area: str) -> str:
    """The name of the office an errand's area belongs to: its community, else what lies above."""
    chain = tree.chain(area)
    rows = {row.code: row for row in Area.select().where(Area.code.in_(chain))}
    above = [rows[code] for code in chain if code in rows and rows[code].kind in OFFICE]
    return above[0].name if above else rows[chain[-1]].name


def is_over(row: Errand) -> bool:
    """Whether the slip's time has gone: some weeks after the errand was confirmed or dropped."""
    if row.state in table.OPEN:
        return False
    ends = Entry.select().where(
        Entry.kind == "errand", Entry.subject == row.id, Entry.verb.in_(("confirmed", "dropped"))
    )
    return all(clock.now() - entry.received > slips.KEPT for entry in ends)


def on_slip(row: Errand, language: str) -> dict[str, Any]:
    """What the resident reads: what changed hands and when, who has it, whether it is done. No door, no number of theirs."""
    entries = _entries_of([row.id]).get(row.id, [])
    moved = [
        {
            "way": entry.verb,
            "at": clock.date_of(entry.at).isoformat(),
            "papers": [_hidden(name) for name in (entry.body or {})["papers"]],
        }
        for entry in entries
        if entry.verb != "take" and (entry.body or {}).get("papers")
    ]
    return {
        "number": row.number,
        "what": _hidden(row.what),
        "office": office(row.area_id),
        "worker": row.person.name,
        "taken": clock.date_of(row.taken).isoformat(),
        "promised": row.promised,
        "state": row.state,
        "moved": moved,
        "held": [_hidden(name) for name in row.held],
    }


def _hidden(text: str) -> str:
    """Without what might be the number of a card or a telephone, should somebody have written one down."""
    return _LONG_NUMBER.sub(lambda match: "…" if any(c.isdigit() for c in match[0]) else match[0], text)
