"""What became of a source's requests since it last asked: each step that whoever asked reads, in their words, with how it stands then."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, ModelSelect, fn

from app.core import clock
from app.gateways.models import Delivery, Source
from app.gateways.open311 import states
from app.gateways.open311.outgoing import own
from app.gateways.open311.outgoing.asked import MOST
from app.ledger.models import Entry
from app.matters.models import REPORTED, Matter
from app.matters.residents import told
from app.requests import lookup
from app.requests.followup.offices import Offices
from app.requests.followup.timeline import Timeline

DAYS, DAYS_MOST = 1, 31  # that are looked at where nothing else is said, and at most
UNTOLD = ("said for you", "said by another")  # the request itself, which is no update


def listed(source: Source, since: int, until: int, language: str) -> list[dict[str, Any]]:
    """The updates, the earliest first, at most a thousand; what the source said itself is not told back to it."""
    found = [
        (at, seq, row)
        for delivery in _changed(source, since, until)
        for at, seq, row in _updates(delivery, language)
        if since <= at <= until
    ]
    found.sort(key=lambda update: update[:2])
    return [row for _, _, row in found[:MOST]]


def _updates(delivery: Delivery, language: str) -> list[tuple[int, int, dict[str, Any]]]:
    request = own.request_of(delivery)
    chain = lookup.matters_told(request)
    if not chain:
        return []
    steps = _steps(chain)
    events = Timeline(request, chain, Offices(chain[-1].area, language)).numbered()
    return [
        (clock.parse(event["at"]), seq, _row(delivery, seq, event, steps))
        for seq, event in events
        if seq and not event["mine"] and event["kind"] not in UNTOLD
    ]


def _steps(chain: list[Matter]) -> list[tuple[int, str]]:
    """(ledger number, state from then on), in order."""
    changes = [
        (entry.seq, entry.body["state"])
        for matter in chain
        for entry in told.entries(matter.id)
        if "state" in (entry.body or {})
    ]
    return sorted([(0, REPORTED), *changes])


def _row(delivery: Delivery, seq: int, event: dict[str, Any], steps: list[tuple[int, str]]) -> dict[str, Any]:
    state = [state for at, state in steps if at <= seq][-1]
    return {
        "update_id": str(seq),
        "service_request_id": delivery.number,
        "status": states.FINER[state],
        "updated_datetime": event["at"],
        "description": "\n".join(words for words in (event["sentence"], event["text"]) if words),
        "media_url": None,
    }


def _changed(source: Source, since: int, until: int) -> list[Delivery]:
    """What the source handed over of which the ledger has something in that time; also where it was merged into another."""
    first, last = _first_after(since), _first_after(until + 1)
    here = (Entry.seq >= first) & (Entry.seq < last) & (Entry.kind == "matter") & (Entry.verb != "report")
    # CROSS: from the entries of that time, not from all that was ever handed over
    direct = (
        Entry.select(Delivery.id).join(Delivery, JOIN.CROSS).where(here, Delivery.matter == Entry.subject)
    )
    merged = Entry.select(Delivery.id).join(Matter, JOIN.CROSS).join(Delivery, JOIN.CROSS)
    merged = merged.where(here, Matter.merged_into == Entry.subject, Delivery.matter == Matter.id)
    ids = {id for query in (direct, merged) for (id,) in _of(query, source)}
    return list(Delivery.select().where(Delivery.id.in_(ids))) if ids else []


def _of(query: ModelSelect, source: Source) -> ModelSelect:
    own_requests = query.where(Delivery.source == source.code, Delivery.is_note == False)  # noqa: E712
    return own_requests.distinct().limit(MOST).tuples()


def _first_after(moment: int) -> int:
    """The number of the first entry that was received then or later, found by halving: the ledger is in the order of receipt."""
    low, high = 1, (Entry.select(fn.MAX(Entry.seq)).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        at = Entry.select(Entry.received).where(Entry.seq >= middle).order_by(Entry.seq).limit(1).scalar()
        if at is not None and at < moment:
            low = middle + 1
        else:
            high = middle
    return low
