"""A lost link is found again by the number and the last four digits of the telephone."""

from __future__ import annotations

import re

from app.core.problems.problem import Problem
from app.people.sign_in import throttle
from app.requests import signing
from app.requests.models import ResidentRequest

NUMBER = re.compile(r"\d{6}-\d{4,8}")
LAST = 4
# four digits are few: a network that guesses over many numbers waits two minutes a try, some hundred tries a day
GUESSES = throttle.Brake(free=10, most=120)


def by_number(number: str, last4: str, address: str | None) -> str:
    """A private token of the request; a wrong guess slows down the next one for that number and that network.

    Problems: bad-value (number, last4), not-found (also where two people gave like numbers), contact-forgotten (the
    telephone number has been deleted since), slow-down.
    """
    number, last4 = number.strip(" \u3000"), last4.strip(" \u3000")
    if not NUMBER.fullmatch(number):
        raise Problem("bad-value", ("number", "bad-value"))
    if not (last4.isascii() and last4.isdigit() and len(last4) == LAST):
        raise Problem("bad-value", ("last4", "bad-value"))
    with throttle.guarded(
        throttle.account(f"request {number}"), (f"find:{throttle.network(address)[0]}", GUESSES)
    ):
        rows = ResidentRequest.select().where(ResidentRequest.number == number)
        matches = [row for row in rows if row.phone and _digits(row.phone)[-LAST:] == last4]
        if len(matches) != 1:
            gone = any(row.contact_deleted is not None for row in rows)
            raise Problem("contact-forgotten" if gone and not matches else "not-found")
    return signing.found_token(matches[0].id, matches[0].nonce_digest)


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdigit())
