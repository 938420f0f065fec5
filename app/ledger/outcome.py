"""What a verb leaves behind, and one line of the changes feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """The thing a verb made or moved, and the ledger number of its (last) entry."""

    kind: str  # matter | patrol | visit | plan | errand | place | storm | campaign
    id: str
    seq: int
    number: str | None = None
    dropped: int = 0  # rows of a track that could not be used
    placed: str | None = None  # of a new matter: how its area was found

    def entity(self) -> dict[str, Any]:
        """The thing as a sync result names it."""
        named = {"kind": self.kind, "id": self.id}
        return {**named, "number": self.number} if self.number is not None else named


@dataclass(frozen=True)
class Change:
    """A thing as it now stands, at the ledger number of its latest entry; `data` None: no longer in reach."""

    seq: int
    kind: str
    id: str
    version: int
    data: dict[str, Any] | None
