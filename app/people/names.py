"""The names a person is known by at the door: staff number, phone number, or the name given at enrolment."""

from __future__ import annotations

from peewee import Function, fn

from app.core import decode, telephone, typed
from app.core.problems.problem import Problem
from app.people.models import Person

NAME_MOST, LOGIN_MOST = 60, 60


def key(login: str) -> str:
    """What all ways of writing the same sign-in name have in common."""
    bare = typed.unlabelled(login)
    return telephone.digits(bare) or typed.key(bare)


def phone(text: str, field: str = "phone") -> str:
    """A checked mobile number of 11 digits; Problem bad-value otherwise."""
    return telephone.mobile(text.strip(), field)


def masked(number: str | None) -> str:
    """138****0000, or "" without a number."""
    return f"{number[:3]}****{number[-4:]}" if number and len(number) >= 8 else "****" if number else ""


def find(login: str) -> Person | None:
    """The person with this sign-in name, also if the account is closed; None if there is none."""
    bare = typed.unlabelled(login)
    return _known_by(login) or (_known_by(bare) if bare != login else None)


def _known_by(login: str) -> Person | None:
    name = typed.code(login)
    for column, value in (
        (Person.staff_no, name),
        (Person.phone, telephone.digits(login)),
        (Person.login, name),
        (Person.staff_no, name.upper()),
        (Person.login, name.lower()),
    ):
        person = Person.get_or_none(column == value) if value else None
        if person is not None:
            return person
    return _by_staff_no(name)


def _by_staff_no(name: str) -> Person | None:
    """The one person whose staff number it is but for dashes and the size of letters; None where two could be meant."""
    if not any(sign.isdigit() for sign in name):
        return None
    alike = list(Person.select().where(staff_no_key() == typed.key(name).upper()).limit(2))
    return alike[0] if len(alike) == 1 else None


def staff_no_key() -> Function:
    """The column of staff numbers without dashes and in capitals, for comparing with `typed.key(…).upper()`."""
    return fn.UPPER(fn.REPLACE(Person.staff_no, "-", ""))


def check_free(value: str, field: str, but: Person | None = None) -> None:
    """Problem bad-value when somebody else already signs in by this word, in whichever column it stands."""
    taken = Person.select(Person.id).where(
        (Person.staff_no == value) | (Person.phone == value) | (Person.login == value)
    )
    if any(but is None or row.id != but.id for row in taken):
        raise Problem("bad-value", (field, "taken"))


def name(text: str, field: str = "name") -> str:
    """A person's name: 1–60 characters on one line."""
    short = " ".join(text.split())
    if not short:
        raise Problem("bad-value", (field, "missing"))
    if len(short) > NAME_MOST:
        raise Problem("bad-value", (field, "too-long", {"most": NAME_MOST}))
    if decode.CONTROL.search(short):
        raise Problem("bad-value", (field, "control-character"))
    return short
