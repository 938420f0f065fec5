"""The names a person is known by at the door: staff number, phone number, or the name given at enrolment."""

from __future__ import annotations

import re
import unicodedata

from app.core import decode, telephone
from app.core.problems.problem import Problem
from app.people.models import Person

NAME_MOST, LOGIN_MOST = 60, 60


def plain(login: str) -> str:
    """A login as it is compared: full-width forms folded, outer spaces gone."""
    return unicodedata.normalize("NFKC", login).strip()


def phone_digits(text: str) -> str:
    """A mainland phone number without spaces, dashes and country code; other text as it is."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:\+|00)?86(?=1\d{10}\Z)", "", digits)


def phone(text: str, field: str = "phone") -> str:
    """A checked mobile number of 11 digits; Problem bad-value otherwise."""
    return telephone.mobile(text.strip(), field)


def masked(number: str | None) -> str:
    """138****0000, or "" without a number."""
    return f"{number[:3]}****{number[-4:]}" if number and len(number) >= 8 else "****" if number else ""


def find(login: str) -> Person | None:
    """The person with this sign-in name, also if the account is closed; None if there is none."""
    name, number = plain(login), phone_digits(login)
    for column, value in (
        (Person.staff_no, name),
        (Person.phone, number),
        (Person.login, name),
        (Person.staff_no, name.upper()),
        (Person.login, name.lower()),
    ):
        person = Person.get_or_none(column == value) if value else None
        if person is not None:
            return person
    return None


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
