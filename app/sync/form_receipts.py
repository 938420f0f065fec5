"""A page's form carries an id made with it: sent again, it is answered by the receipt of what it did, and does nothing more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core import db
from app.core.decode import UUID7_FORM
from app.core.problems.problem import Problem
from app.ledger.outcome import Outcome
from app.people.models import Person
from app.sync.batch import content_digest
from app.sync.models import Receipt


@dataclass(frozen=True)
class Sending:
    """One sending of a form. `id` is "" where the page had none: nothing can be known of it then."""

    id: str
    type: str  # a key of `operations.TABLE`
    person: str
    digest: str

    def earlier(self) -> int | None:
        """The ledger number of what this form did before; None where it did nothing yet.

        Problem form-done: it did something, and what stands in it now is something else, or it is another person's.
        """
        row = Receipt.get_or_none(Receipt.op == self.id) if self.id else None
        if row is None:
            return None
        if (row.person, row.digest, row.status) != (self.person, self.digest, "applied"):
            raise Problem("form-done")
        return int(row.seq)

    def make(self, verb: Callable[[], Outcome]) -> int:
        """Carry the form out once, with its receipt in the same transaction; the ledger number of what it did.

        Problems: those of the verb, after which nothing is kept and the form may be sent again; form-done.
        """
        with db.transaction():
            done = self.earlier()
            if done is not None:
                return done
            outcome = verb()
            if self.id:
                Receipt.insert(
                    op=self.id, person=self.person, digest=self.digest, type=self.type, status="applied",
                    seq=outcome.seq, entity=outcome.entity(),
                ).execute()  # fmt: skip
            return outcome.seq


def sending(id: str, type: str, person: Person, content: dict[str, Any]) -> Sending:
    """This sending of a form with that content, any JSON. Problem bad-value where the id is none."""
    if id and not UUID7_FORM.fullmatch(id):
        raise Problem("bad-value", ("id", "bad-id"))
    return Sending(id, type, person.id, hashlib.sha256(content_digest.canonical_json(content)).hexdigest())
