"""Who sends a batch and for whom: a person for themselves, a revoked phone, or a supervisor with a phone's export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.problems import Problem
from app.people.models import Person
from app.sync import envelope


@dataclass(frozen=True)
class Sender:
    """`speaks_for` is asked about the owner of each op that is not the sender's own."""

    person: Person
    device: str | None = None
    revoked: bool = False
    skewed: bool = False
    imported: bool = False
    speaks_for: Callable[[str], bool] | None = None

    def check(self, raw: Any) -> None:
        """Problem revoked or other-person: verdicts on the sender, not on the op."""
        owner = envelope.person_of(raw)
        foreign = owner is not None and owner != self.person.id
        if foreign and not (self.speaks_for is not None and self.speaks_for(owner or "")):
            raise Problem("other-person")
        if self.revoked:
            raise Problem("revoked")

    def owner(self, id: str) -> Person:
        """The person whose op it is; Problem other-person when there is none of that id."""
        if id == self.person.id:
            return self.person
        found = Person.get_or_none(Person.id == id)
        if found is None:
            raise Problem("other-person")
        return found
