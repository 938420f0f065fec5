"""Other systems are agreed upon, changed, given other secrets and ended by administrators; each step stands in the ledger."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect, fn

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.web import outward
from app.core.words import mark
from app.gateways.models import Source
from app.gateways.systems.commands import MapBody, SystemBody
from app.gateways.systems.maps import mapping
from app.gateways.systems.models import REFUSED, WAITING, Sending, System
from app.ledger.models import Entry
from app.matters.models import Category
from app.people import events, tokens
from app.people.models import Person

ACT = "set_sources"
RENEWED = mark("密钥已经换过了，没有再换。要再换，请回到这个平台的页面。")
TERMS = ("name", "area", "categories", "address", "source")


def visible(reach: Reach) -> ModelSelect:
    """The systems of the places over which the reader's posts may set them."""
    posts = permissions.areas_for(reach, ACT)
    return System.select().where(tree.lies_below(System.area, posts)).order_by(System.code)


def find(reach: Reach, code: str) -> System:
    """One of them; Problem not-found."""
    system = visible(reach).where(System.code == code).first()
    if system is None:
        raise Problem("not-found")
    return system


def open_system(by: Person, body: SystemBody) -> tuple[System, str]:
    """The new system, and the key by which it comes back, which is shown this once; it is told of what happens from now on.

    Problems: bad-value (a code that is taken, an address inside our network), unknown-area, unknown-category, forbidden.
    """
    columns = _columns(by, body)
    secret = tokens.new()
    with db.transaction():
        if System.select().where(System.code == body.code).exists():
            raise Problem("bad-value", ("code", "taken"))
        system = System.create(
            code=body.code, **columns, key=tokens.digest(secret), cursor=_newest(), made_by=by.id
        )
        events.note(by, "system", body.code, "opened", None, {"after": _terms(system)})
    return system, secret


def change(by: Person, system: System, body: SystemBody) -> System:
    """The system with another name, place, things or address. Problems as `open_system`, and gone once it ended."""
    columns = _columns(by, body)
    with db.transaction():
        system = _live(system)
        before = _terms(system)
        for name, value in columns.items():
            setattr(system, name, value)
        if _terms(system) != before:
            system.tries, system.try_at = 0, 0  # another address is tried at once
            if not before["address"]:
                system.cursor = _newest()  # it is told of what happens from now on
            system.save()
            events.note(
                by, "system", system.code, "changed", None, {"before": before, "after": _terms(system)}
            )
    return system


def set_map(by: Person, system: System, body: MapBody) -> System:
    """The system with another map (already checked). Problem gone once it ended."""
    fields, answer = mapping.as_kept(body)
    with db.transaction():
        system = _live(system)
        before = {"fields": system.fields, "answer": system.answer}
        if (fields, answer) != (system.fields, system.answer):
            system.fields, system.answer = fields, answer
            if not before["fields"]:
                system.cursor = _newest()
            system.save()
            after = {"fields": fields, "answer": answer}
            events.note(by, "system", system.code, "mapped", None, {"before": before, "after": after})
    return system


def renew(by: Person, system: System, former: str) -> str:
    """Another key and another secret to sign with, shown this once; `former` is the mark of the key to be replaced.

    Problems: gone once it ended, stale where they are others already.
    """
    secret = tokens.new()
    with db.transaction():
        system = _live(system)
        if former != key_mark(system):
            raise Problem("stale", sentence=RENEWED)
        system.key, system.serial = tokens.digest(secret), system.serial + 1
        system.save()
        events.note(by, "system", system.code, "key_renewed", None, None)
    return secret


def key_mark(system: System) -> str:
    """By what a page tells its key from the next one; it opens nothing."""
    return str(system.key)[:12]


def end(by: Person, system: System) -> bool:
    """Nothing more goes to it and nothing is taken from it. False when it ended before."""
    with db.transaction():
        system = System.get_by_id(system.code)
        if system.ended is not None:
            return False
        system.ended = clock.now()
        system.save()
        Sending.delete().where(Sending.system == system.code, Sending.state == WAITING).execute()
        events.note(by, "system", system.code, "ended", None, None)
    return True


def send_again(by: Person, system: System) -> int:
    """What it refused waits again; how many."""
    with db.transaction():
        system = _live(system)
        refused = (Sending.system == system.code) & (Sending.state == REFUSED)
        number = Sending.update(state=WAITING, tries=0, due=clock.now()).where(refused).execute()
        System.update(tries=0, try_at=0).where(System.code == system.code).execute()
        if number:
            events.note(by, "system", system.code, "sent_again", None, {"number": number})
    return int(number)


def _newest() -> int:
    return int(Entry.select(fn.MAX(Entry.seq)).scalar() or 0)


def _live(system: System) -> System:
    system = System.get_by_id(system.code)
    if system.ended is not None:
        raise Problem("gone")
    return system


def _columns(by: Person, body: SystemBody) -> dict[str, Any]:
    area = Area.get_or_none(Area.code == body.area)
    if area is None or not area.on(clock.today()):
        raise Problem("unknown-area", ("area", "not-here"))
    permissions.require(by, ACT, body.area)
    wanted = list(dict.fromkeys(body.categories))
    known = {row.code for row in Category.select(Category.code).where(Category.code.in_(wanted))}
    if not known >= set(wanted):
        raise Problem("unknown-category", ("categories", "not-here"))
    if body.address is not None:
        _check_address(body.address)
    if body.source is not None:
        source = Source.get_or_none(Source.code == body.source)
        if source is None:
            raise Problem("bad-value", ("source", "not-here"))
        permissions.require(by, ACT, source.area)
    return {
        "name": body.name.strip(), "area": body.area, "categories": wanted, "address": body.address, "source": body.source
    }  # fmt: skip


def _check_address(address: str) -> None:
    """Problem bad-value for what is no https address of a public host, unless the operator has named it."""
    try:
        outward.check(address, "address", outward.is_trusted)
    except Problem as problem:
        raise Problem("bad-value", ("address", "inside-or-plain")) from problem


def _terms(system: System) -> dict[str, Any]:
    return {name: getattr(system, name) for name in TERMS}
