"""What a source reads of what it handed over itself, by its key: what whoever asked reads, and nothing that staff note for one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import Expression

from app.core import clock, typed
from app.core.problems.problem import Problem
from app.gateways.models import Delivery, Source
from app.gateways.open311.outgoing import board
from app.gateways.open311.outgoing.asked import MOST, Asked
from app.gateways.open311.outgoing.rows import row
from app.ledger.models import Entry
from app.matters.models import WORKING, Matter
from app.requests import lookup
from app.requests.followup import status
from app.requests.followup.offices import Offices
from app.requests.models import SOURCE, ResidentRequest
from app.requests.submission import place_picker

Told = tuple[int, str, dict[str, Any]]


def listed(source: Source, asked: Asked, language: str) -> list[Told]:
    """(requested, matter, row) of those asked for, the latest first."""
    wanted = Delivery.received.between(asked.since, asked.until)
    if asked.ids is not None:
        wanted = Delivery.number.in_([typed.matter_number(id) or id for id in asked.ids])
    deliveries = _handed_over(source, wanted)
    writer = _Writer(deliveries, language)
    return [
        (delivery.received, delivery.matter, fields)
        for delivery in deliveries
        if (fields := writer.row(delivery)) is not None
        and (asked.categories is None or fields["service_code"] in asked.categories)
        and (asked.status is None or fields["status"] == asked.status)
    ]


def find(source: Source, number: str) -> Delivery:
    """What the source handed over that has this number. Problem not-found."""
    found = _handed_over(source, Delivery.number == (typed.matter_number(number) or number))
    if not found:
        raise Problem("not-found")
    return found[0]


def request_of(delivery: Delivery) -> ResidentRequest:
    """The request that was made of it; of what a machine found, for which nobody waits, one as it would stand."""
    known = ResidentRequest.get_or_none(ResidentRequest.id == delivery.id)
    return known if known is not None else _stand_in(delivery, Matter.get_by_id(delivery.matter))


def _stand_in(delivery: Delivery, matter: Matter) -> ResidentRequest:
    return ResidentRequest(
        id=delivery.id, number=delivery.number, matter=matter.id, words=matter.text, category=matter.category,
        area=matter.area, lat=matter.lat, lon=matter.lon, channel=SOURCE, source=delivery.source, received=delivery.received,
    )  # fmt: skip


def _handed_over(source: Source, condition: Expression) -> list[Delivery]:
    """Those that made a request of their own, the latest first."""
    own = Delivery.select().where(Delivery.source == source.code, Delivery.is_note == False, condition)  # noqa: E712
    return list(own.order_by(Delivery.received.desc(), Delivery.id.desc()).limit(MOST))


class _Writer:
    """Rows of several deliveries, with what they share looked up once."""

    def __init__(self, deliveries: Iterable[Delivery], language: str) -> None:
        self._language = language
        ids, matters = (
            zip(*((each.id, each.matter) for each in deliveries), strict=True) if deliveries else ((), ())
        )
        self._requests = {
            each.id: each for each in ResidentRequest.select().where(ResidentRequest.id.in_(ids))
        }
        self._matters = {each.id: each for each in Matter.select().where(Matter.id.in_(matters))}
        seqs = [matter.seq for matter in self._matters.values()]
        moments = Entry.select(Entry.seq, Entry.received).where(Entry.seq.in_(seqs))
        self._changed = dict(moments.tuples())
        closed = [matter.id for matter in self._matters.values() if matter.closed_at is not None]
        self._media = board.media_of(closed, language)
        self._offices: dict[str, Offices] = {}

    def row(self, delivery: Delivery) -> dict[str, Any] | None:
        """The row; None while nobody has let the request in, which does not happen to a source's."""
        request = self._requests.get(delivery.id) or _stand_in(delivery, self._matters[delivery.matter])
        chain = lookup.matters_told(request)
        if not chain:
            return None
        matter = chain[-1]
        offices = self._offices.setdefault(matter.area, Offices(matter.area, self._language))
        who = offices.holder(matter)
        state = status.state_of(request, matter)
        return row(
            delivery.number, state, request.category, self._language, delivery.received, max(delivery.received, self._moment(matter)),
            status_notes=status.sentence_of(request, matter, offices), description=request.words,
            agency_responsible=who["unit"] or who["office"],
            expected_datetime=clock.rfc3339_or_none(matter.due if state in WORKING else None),
            address=place_picker.name(request.area), address_id=request.area, lat=request.lat, long=request.lon,
            media_url=self._media.get(matter.id),
        )  # fmt: skip

    def _moment(self, matter: Matter) -> int:
        """When it was closed, else when something last happened to it."""
        return matter.closed_at or self._changed.get(matter.seq) or matter.received_at
