"""Complaints are read and answered by the desks and administrators of where they were addressed, and above."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.ledger.act import by_web
from app.ledger.record import record
from app.people import names, tokens
from app.people.models import Person
from app.privacy.models import Complaint

PAGE = 50
KINDS = {
    "complaint": mark("投诉"),
    "suggestion": mark("建议"),
    "data": mark("个人信息的更正或删除"),
}


def of_secret(secret: str) -> Complaint:
    """The complaint of a private link; Problem not-found."""
    complaint = Complaint.get_or_none(Complaint.id == tokens.digest(secret))
    if complaint is None:
        raise Problem("not-found")
    return complaint


def visible(reach: Reach) -> ModelSelect:
    """Those addressed to where somebody answers, or below. Problem forbidden for whoever answers nowhere."""
    permissions.require(reach, "answer_complaints")
    roots = permissions.areas_for(reach, "answer_complaints")
    return Complaint.select().where(tree.lies_below(Complaint.area, roots))


def listed(person: Person, is_answered: bool, page: int = 0) -> list[Complaint]:
    """A page of them, one more than fits: the ones to answer by their date, the answered ones latest first."""
    query = visible(reach_of(person)).where(Complaint.answered.is_null(not is_answered))
    order = (Complaint.answered.desc(),) if is_answered else (Complaint.due, Complaint.number)
    return list(query.order_by(*order).offset(page * PAGE).limit(PAGE + 1))


def waiting(reach: Reach) -> tuple[int, int]:
    """How many complaints wait for an answer, and how many of them are late; (0, 0) for a person who answers nowhere."""
    if not permissions.may(reach, "answer_complaints"):
        return 0, 0
    dues = [row.due for row in visible(reach).select(Complaint.due).where(Complaint.answered.is_null())]
    return len(dues), sum(due < clock.now() for due in dues)


def find(person: Person, number: str) -> Complaint:
    """The complaint with this number, if it is visible. Raises Problem not-found."""
    complaint = visible(reach_of(person)).where(Complaint.number == number).first()
    if complaint is None:
        raise Problem("not-found")
    return complaint


def answer(person: Person, number: str, text: str) -> Complaint:
    """Answer a complaint, once and not by its own author. Raises Problem bad-value, forbidden or not-open."""
    words = text.strip()
    if not words:
        raise Problem("bad-value", ("text", "needs-text"))
    with db.transaction():
        complaint = find(person, number)
        if complaint.person == person.id:
            raise Problem("forbidden")
        if complaint.answered is not None:
            if complaint.answer == words and complaint.answered_by == person.id:
                return complaint
            raise Problem("not-open")
        complaint.answer, complaint.answered, complaint.answered_by = words, clock.now(), person.id
        complaint.save()
        record(by_web(person), "complaint", complaint.number, "answer", area=complaint.area)
    return complaint


def unmask(person: Person, number: str, reason: str) -> dict[str, str]:
    """Name and number in full; that they were read, by whom and why, goes into the ledger. Problem bad-value."""
    why = " ".join(reason.split())
    if not why:
        raise Problem("bad-value", ("reason", "needs-reason"))
    with db.transaction():
        complaint = find(person, number)
        record(by_web(person), "complaint", complaint.number, "contact_read", text=why, area=complaint.area)
    return {"name": complaint.name or "", "phone": complaint.phone or ""}


def for_office(complaint: Complaint, language: str) -> dict[str, Any]:
    """The complaint as the office sees it: the number masked, with the name of whoever signed it."""
    signer = Person.get_or_none(Person.id == complaint.person) if complaint.person else None
    return {
        **for_complainant(complaint, language),
        "from": signer.name if signer else complaint.name or "",
        "is_staff": signer is not None,
        "phone": names.masked(complaint.phone),
        "answered_by": _name(complaint.answered_by),
        "contact_deleted": clock.rfc3339_or_none(complaint.contact_deleted),
    }


def for_complainant(complaint: Complaint, language: str) -> dict[str, Any]:
    """The complaint as its author sees it: no names, only the office."""
    area = Area.get_or_none(Area.code == complaint.area)
    return {
        "number": complaint.number,
        "kind": complaint.kind,
        "kind_word": translate(KINDS[complaint.kind], language),
        "text": complaint.text,
        "area_name": area.name if area else "",
        "received": complaint.received,
        "due": complaint.due,
        "is_late": complaint.answered is None and clock.now() >= complaint.due,
        "answer": complaint.answer,
        "answered": complaint.answered,
    }


def _name(person: str | None) -> str:
    known = Person.get_or_none(Person.id == person) if person else None
    return known.name if known else ""
