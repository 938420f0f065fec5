"""Other systems are agreed upon, changed, given other secrets and ended by administrators; each step stands in the ledger."""

from __future__ import annotations

from typing import Any

from peewee import fn

from app.areas.access import permissions
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.web import outward
from app.gateways import agreed
from app.gateways.models import Source
from app.gateways.systems.commands import MapBody, SystemBody
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import VISIT
from app.gateways.systems.models import REFUSED, SENT, WAITING, Sending, System
from app.ledger.models import Entry
from app.people import events
from app.people.models import Person

KIND = "system"
TERMS = ("name", "area", "categories", "address", "source")


def open_system(by: Person | None, body: SystemBody) -> tuple[System, str]:
    """The new system, and the key by which it comes back, which is shown this once; it is told of what happens from now on; `by` None: the operator.

    Problems: bad-value (a code that is taken, an address inside our network), unknown-area, unknown-category, forbidden.
    """
    columns = {"code": body.code, **_columns(by, body), "cursor": _newest()}
    return agreed.add(by, System, KIND, columns, TERMS)


def change(by: Person, system: System, body: SystemBody) -> System:
    """The system with another name, place, things or address. Problems as `open_system`, and gone once it ended."""
    return agreed.change(by, system, KIND, _columns(by, body), TERMS, _begin_anew)


def _begin_anew(system: System, before: dict[str, Any]) -> None:
    system.tries, system.try_at = 0, 0  # another address is tried at once
    if not before["address"]:
        system.cursor = _newest()  # it is told of what happens from now on


def set_map(by: Person | None, system: System, body: MapBody) -> System:
    """The system with another map (already checked). Problem gone once it ended."""
    fields, answer = mapping.as_kept(body)
    with db.transaction():
        system = agreed.live(system)
        before = {"fields": system.fields, "answer": system.answer}
        if (fields, answer) != (system.fields, system.answer):
            system.fields, system.answer = fields, answer
            if not before["fields"]:
                system.cursor = _newest()
            system.save()
            after = {"fields": fields, "answer": answer}
            events.note(by, "system", system.code, "mapped", None, {"before": before, "after": after})
    return system


def tell_visits(by: Person, system: System, reason: str) -> System:
    """The system is told of visits from now on, as `outgoing.visits` says.

    Problems: bad-value without a reason, gone once it ended.
    """
    if not reason.strip():
        raise Problem("bad-value", ("reason", "missing"))
    with db.transaction():
        system = agreed.live(system)
        if system.visits_from is None:
            system.visits_from = system.visits_cursor = _newest()
            system.save()
            events.note(by, KIND, system.code, "visits_told", reason.strip(), None)
    return system


def tell_no_visits(by: Person, system: System) -> System:
    """No visit goes out any more, those that wait neither. Problem gone once it ended."""
    with db.transaction():
        system = agreed.live(system)
        if system.visits_from is not None:
            system.visits_from = None
            system.save()
            Sending.delete().where(Sending.system == system.code, Sending.kind == VISIT).where(
                Sending.state != SENT
            ).execute()
            events.note(by, KIND, system.code, "visits_not_told", None, None)
    return system


def renew(by: Person, system: System, former: str) -> tuple[System, str]:
    """The system with another secret to sign with, and another key, shown this once; see `agreed.renew`."""
    with db.transaction():
        system, secret = agreed.renew(by, system, KIND, former)
        system.serial += 1
        system.save()
    return system, secret


def end(by: Person | None, system: System) -> bool:
    """Nothing more goes to it and nothing is taken from it. False when it ended before."""
    with db.transaction():
        is_first = agreed.end(by, system, KIND)
        Sending.delete().where(Sending.system == system.code, Sending.state == WAITING).execute()
    return is_first


def send_again(by: Person | None, system: System) -> int:
    """What it refused waits again; how many."""
    with db.transaction():
        system = agreed.live(system)
        refused = (Sending.system == system.code) & (Sending.state == REFUSED)
        number = Sending.update(state=WAITING, tries=0, due=clock.now()).where(refused).execute()
        System.update(tries=0, try_at=0).where(System.code == system.code).execute()
        if number:
            events.note(by, "system", system.code, "sent_again", None, {"number": number})
    return int(number)


def _newest() -> int:
    return int(Entry.select(fn.MAX(Entry.seq)).scalar() or 0)


def _columns(by: Person | None, body: SystemBody) -> dict[str, Any]:
    agreed.check_place(by, body.area)
    wanted = agreed.known_things(body.categories)
    if body.address is not None:
        _check_address(body.address)
    if body.source is not None:
        source = Source.get_or_none(Source.code == body.source)
        if source is None:
            raise Problem("bad-value", ("source", "not-here"))
        if by is not None:
            permissions.require(by, agreed.ACT, source.area)
    return {
        "name": body.name.strip(), "area": body.area, "categories": wanted, "address": body.address, "source": body.source
    }  # fmt: skip


def _check_address(address: str) -> None:
    """Problem bad-value for what is no https address of a public host, unless the operator has named it."""
    try:
        outward.check(address, "address", outward.is_trusted)
    except Problem as problem:
        raise Problem("bad-value", ("address", "inside-or-plain")) from problem
