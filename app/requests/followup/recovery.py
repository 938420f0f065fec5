"""A lost link is found again by the number and the last four digits of the telephone."""

from __future__ import annotations

from app.core import telephone, typed
from app.core.problems.problem import Problem
from app.people.sign_in import throttle
from app.requests import signing
from app.requests.models import ResidentRequest

LAST, WHOLE = 4, 7  # digits that are asked for; a telephone number has at least so many
# four digits are few: a network that guesses over many numbers waits two minutes a try, some hundred tries a day
GUESSES = throttle.Brake(free=10, most=120)


def by_number(number: str, last4: str, address: str | None) -> str:
    """A private token of the request; a wrong guess slows down the next one for that number and that network.

    Problems: bad-value (number, last4), not-found (also where two people gave like numbers), contact-forgotten (the
    telephone number has been deleted since), slow-down.
    """
    wanted, ending = typed.matter_number(number), _ending(last4)
    if wanted is None:
        raise Problem("bad-value", ("number", "bad-value"))
    if ending is None:
        raise Problem("bad-value", ("last4", "bad-value"))
    with throttle.guarded(
        throttle.account(f"request {wanted}"), (f"find:{throttle.network(address)[0]}", GUESSES)
    ):
        rows = ResidentRequest.select().where(ResidentRequest.number == wanted)
        matches = [row for row in rows if row.phone and telephone.digits(row.phone)[-LAST:] == ending]
        if len(matches) != 1:
            gone = any(row.contact_deleted is not None for row in rows)
            raise Problem("contact-forgotten" if gone and not matches else "not-found")
    return signing.found_token(matches[0].id, matches[0].nonce_digest)


def _ending(text: str) -> str | None:
    """The last four digits, also where the whole telephone number was typed, or a masked one; None for anything else."""
    masked = typed.ending(text)
    if masked is not None:
        return masked
    digits = telephone.digits(typed.unlabelled(text))
    return digits[-LAST:] if len(digits) == LAST or len(digits) >= WHOLE else None
