"""Whom a desk can ring about a matter, and who can be sent a link to it."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.areas.duty import roster
from app.areas.models import Post, Unit
from app.core import clock
from app.desk.matter import paper_kinds
from app.links import assignment, creation
from app.matters.models import CALLED, Call, Matter, Support
from app.people.models import Person


@dataclass(frozen=True)
class Contact:
    """A person or unit that has something to do here. `target` is `person:<id>` or `unit:<code>`."""

    target: str
    name: str
    phone: str
    may_link: bool
    has_account: bool  # whether somebody can sign in for it
    hours: str = ""  # a unit's duty hours, in its own words
    paper: str = paper_kinds.BUTTONS[paper_kinds.ORDER]  # what is printed for it, a message


def contacts_of(matter: Matter, reach: Reach) -> list[Contact]:
    """Who holds the matter, who supports, and who was called, each with a number to ring; never the reader."""
    persons, units = _named(matter)
    may_make = creation.may_make(matter, reach)
    manned = _manned(units)
    on_duty = {turn.unit: turn for turn in roster.on_duty() if turn.unit}
    contacts = []
    for row in Unit.select().where(Unit.code.in_(units or [""])):
        asked = may_make and assignment.purpose_of(matter, None, row.code) is not None
        turn = on_duty.get(row.code)
        name, phone = (f"{row.name} {turn.name}", turn.phone) if turn else (row.name, row.phone or "")
        paper = paper_kinds.BUTTONS[paper_kinds.kind_of(matter, f"unit:{row.code}")]
        contacts.append(
            Contact(f"unit:{row.code}", name, phone, asked, row.code in manned, row.duty_hours, paper)
        )
    for row in Person.select().where(Person.id.in_(persons or [""])):
        if row.id != reach.person:
            asked = may_make and row.may_sign_in() and assignment.purpose_of(matter, row.id, None) is not None
            contacts.append(Contact(f"person:{row.id}", row.name, row.phone or "", asked, row.may_sign_in()))
    order = [f"unit:{code}" for code in units] + [f"person:{id}" for id in persons]
    return sorted(contacts, key=lambda contact: order.index(contact.target))


def _manned(units: list[str]) -> set[str]:
    """Those of the units for which somebody holds a post today and may sign in."""
    day = clock.today().isoformat()
    posts = (
        Post.select(Post.unit)
        .join(Person)
        .where(Post.unit.in_(units or [""]), Post.begins <= day, Post.ends >= day, Person.ended.is_null())
    )
    return {post.unit_id for post in posts}


def _named(matter: Matter) -> tuple[list[str], list[str]]:
    """(persons, units), who leads first."""
    persons, units = [matter.holder_person, matter.taken_by], [matter.holder_unit]
    for row in Support.select().where(Support.matter == matter.id).order_by(Support.code):
        (units if row.kind == "unit" else persons).append(row.code)
    called = Call.select(Call.unit).where(Call.matter == matter.id, Call.state.in_(CALLED))
    units += [row.unit for row in called.order_by(Call.entry)]
    return _once(persons), _once(units)


def _once(codes: list[str | None]) -> list[str]:
    return list(dict.fromkeys(code for code in codes if code))


def link_words(person: Person, matter: Matter, target: str, base: str, language: str) -> tuple[str, str]:
    """(ready text, address) of a fresh link for `target`. Problems as `links.making.make`."""
    kind, _, code = target.partition(":")
    who, unit = (code, None) if kind == "person" else (None, code)
    address = f"{base}/m/{creation.make(person, matter, person=who, unit=unit)}"
    purpose = assignment.purpose_of(matter, who, unit) or "handle"
    return creation.ready_text(matter, address, language, purpose), address
