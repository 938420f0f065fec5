"""Who sends a batch and for whom: a person for themselves, a revoked phone, or a supervisor with a phone's export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.problems.problem import Problem
from app.ledger.act import Relay
from app.people.models import Person
from app.sync.batch import allowance, envelope
from app.sync.batch.allowance import Room


@dataclass(frozen=True)
class Sender:
    """`speaks_for` is asked about the owner of each op that is not the sender's own."""

    person: Person
    device: str | None = None
    revoked: bool = False
    skewed: bool = False
    sent: int | None = None  # what the phone's clock said when it sent the batch, or made the export
    imported: bool = False
    speaks_for: Callable[[str], bool] | None = None
    relay: Relay | None = None  # out of quarantine: by whose hand it first came
    rooms: list[Room] = field(default_factory=list)  # what is left of its allowance, once it was looked up

    @property
    def room(self) -> Room:
        """How much more of what cannot be applied is kept of this sender and phone."""
        if not self.rooms:
            self.rooms.append(allowance.remaining(self.hand, self.device))
        return self.rooms[0]

    @property
    def hand(self) -> str:
        """The id of the person who really sent it."""
        return self.relay.sender if self.relay is not None else self.person.id

    def way(self, owner: str) -> Relay | None:
        """How an op of this person was relayed, where the person did not send it."""
        if self.imported and owner != self.person.id:
            return Relay(self.person.id, self.device, imported_by=self.person.id)
        return self.relay

    def check(self, raw: Any) -> None:
        """Problem revoked or other-person: verdicts on the sender, not on the op."""
        owner = envelope.person_of(raw)
        foreign = owner is not None and owner != self.person.id
        if foreign and not (self.speaks_for is not None and self.speaks_for(owner or "")):
            raise Problem("other-person")
        if self.revoked:
            raise Problem("revoked")

    def owner(self, id: str) -> Person:
        """The person whose op it is. Raises Problem other-person if there is no such person."""
        if id == self.person.id:
            return self.person
        row = Person.get_or_none(Person.id == id)
        if row is None:
            raise Problem("other-person")
        return row
