"""Takes what the slices below the ledger have to record: persons, phones, areas."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.ledger.act import Act
from app.ledger.record import record
from app.people.models import Person


def write(
    by: Person | None, kind: str, subject: str, verb: str, text: str | None, body: dict[str, Any] | None
) -> None:
    """Write an account event into the ledger; the `people.events.Write` of this store."""
    act = Act(person=by, at=clock.now(), actor="person" if by is not None else "operator")
    record(act, kind, subject, verb, text=text, body=body)
