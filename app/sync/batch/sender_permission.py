"""A move that came by another's hand is tried as that other's own first: no release lends anybody powers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core import db
from app.core.problems.problem import Deferred, Problem
from app.ledger.act import Act
from app.people.models import Person
from app.sync.batch.operations import Operation

SAME_FOR_ALL = frozenset({"stale", "bad-value"})  # what would be refused whoever asks is said as it is


class _TakenBack(Exception):
    """Ends the trial: nothing of it stays."""


def require(act: Act, kind: Operation, body: Any) -> None:
    """Problem sender-may-not unless the sender could make the same move now; nothing is kept of the trial."""
    hand = Person.get_or_none(Person.id == act.by_another)
    if hand is None or not hand.may_sign_in():
        raise Problem("sender-may-not")
    try:
        with db.transaction():
            kind.verb(replace(act, person=hand, relay=None), body)
            raise _TakenBack
    except _TakenBack:
        return
    except Deferred as error:
        raise Problem("sender-may-not") from error
    except Problem as problem:
        if problem.name in SAME_FOR_ALL:
            raise
        raise Problem("sender-may-not") from problem
