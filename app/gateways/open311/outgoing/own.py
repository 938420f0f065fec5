"""What a source reads of what it handed over itself, by its key: what whoever asked reads, and nothing that staff note for one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from peewee import Expression

from app.core import clock, typed
from app.core.problems.problem import Problem
from app.gateways.models import Delivery, Source
from app.gateways.open311 import services, states
from app.gateways.open311.outgoing import board
from app.gateways.open311.outgoing.asked import MOST, Asked
from app.gateways.open311.outgoing.rows import Listed, row
from app.ledger.models import Entry
from app.matters.models import WORKING, Matter
from app.matters.moves.takebacks import Takeback
from app.requests import lookup
from app.requests.followup import status
from app.requests.followup.offices import Offices
from app.requests.models import OPEN311, ResidentRequest
from app.requests.submission import place_picker


def listed(source: Source, asked: Asked, language: str) -> list[Listed]:
    """Those asked for, the latest first."""
    wanted = Delivery.received.between(asked.since, asked.until)
    if asked.ids is not None:
        wanted = Delivery.number.in_([typed.matter_number(id) or id for id in asked.ids])
    deliveries = _handed_over(source, wanted)
    writer = _Writer(deliveries, language)
    return [
        Listed(delivery.received, delivery.matter, partial(writer.row, delivery, matter))
        for delivery in deliveries
        if _is_asked_for(asked, writer.request(delivery), matter := writer.matter(delivery))
    ]


def _is_asked_for(asked: Asked, request: ResidentRequest, matter: Matter) -> bool:
    is_of_category = asked.categories is None or request.category in asked.categories
    found = states.status(status.state_of(request, matter))
    return is_of_category and (asked.status is None or found == asked.status)


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
        area=matter.area, lat=matter.lat, lon=matter.lon, channel=OPEN311, source=delivery.source, received=delivery.received,
    )  # fmt: skip


def _handed_over(source: Source, condition: Expression) -> list[Delivery]:
    """Those that made a request of their own, the latest first."""
    own = Delivery.select().where(Delivery.source == source.code, Delivery.is_note == False, condition)  # noqa: E712
    return list(own.order_by(Delivery.received.desc(), Delivery.id.desc()).limit(MOST))


class _Writer:
    """Rows of several deliveries, with what they share looked up once: a list of a thousand asks little more than one of ten."""

    def __init__(self, deliveries: Sequence[Delivery], language: str) -> None:
        self._language = language
        ids, matters = [each.id for each in deliveries], [each.matter for each in deliveries]
        requests = ResidentRequest.select().where(ResidentRequest.id.in_(ids)) if ids else ()
        self._requests = {each.id: each for each in requests}
        rows = Matter.select().where(Matter.id.in_(matters)) if matters else ()
        self._matters = {each.id: each for each in rows}
        held = Takeback.select(Takeback.matter).where(
            Takeback.matter.in_(matters), Takeback.until > clock.now()
        )
        self._held = {matter for (matter,) in held.tuples()} if matters else set()
        seqs = [matter.seq for matter in self._matters.values()]
        moments = Entry.select(Entry.seq, Entry.received).where(Entry.seq.in_(seqs))
        self._changed = dict(moments.tuples()) if seqs else {}
        closed = [matter.id for matter in self._matters.values() if matter.closed_at is not None]
        self._media = board.media_of(closed, language)
        self._offices: dict[str, Offices] = {}
        self._names: dict[tuple[Callable[..., str], str], str] = {}

    def request(self, delivery: Delivery) -> ResidentRequest:
        """The request that was made of it, or one as it would stand."""
        return self._requests.get(delivery.id) or _stand_in(delivery, self._matters[delivery.matter])

    def matter(self, delivery: Delivery) -> Matter:
        """The matter where it is dealt with, as whoever asked is told of it by now."""
        own = self._matters[delivery.matter]
        if own.merged_into is None and own.id not in self._held:
            return own
        return lookup.matters_told(self.request(delivery))[-1]

    def row(self, delivery: Delivery, matter: Matter) -> dict[str, Any]:
        """The row of what is dealt with at the matter."""
        request = self.request(delivery)
        offices = self._offices.get(matter.area)
        if offices is None:
            offices = self._offices[matter.area] = Offices(matter.area, self._language)
        who = offices.holder(matter)
        state = status.state_of(request, matter)
        changed = matter.closed_at or self._changed.get(matter.seq) or matter.received_at
        return row(
            delivery.number, state, (request.category, self._name(self._service, request.category)),
            delivery.received, max(delivery.received, changed),
            status_notes=status.sentence_of(request, matter, offices), description=request.words,
            agency_responsible=who["unit"] or who["office"],
            expected_datetime=clock.rfc3339_or_none(matter.due if state in WORKING else None),
            address=self._name(place_picker.name, request.area), address_id=request.area, lat=request.lat, long=request.lon,
            media_url=self._media.get(matter.id),
        )  # fmt: skip

    def _service(self, code: str) -> str:
        return services.name(code, self._language)

    def _name(self, find: Callable[[str], str], code: str) -> str:
        key = (find, code)
        if key not in self._names:
            self._names[key] = find(code)
        return self._names[key]
