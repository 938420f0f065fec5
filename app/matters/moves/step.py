"""One move under way: what it needs to know, and how its effect and its ledger entry are written together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.evidence import uses
from app.ledger.act import Act
from app.ledger.models import Entry
from app.ledger.record import record
from app.matters import terms
from app.matters.area_staff import Ground
from app.matters.models import Call, Matter
from app.matters.moves import takebacks

Where = tuple[str, str, tuple[str | None, str | None, str | None], str]


@dataclass
class Step:
    """A move of one matter inside the caller's transaction. The verb changes `matter`; `finish` writes it."""

    act: Act
    matter: Matter
    verb: str
    ground: Ground = field(default_factory=Ground)
    text: str | None = None
    resident_text: str | None = None  # a sentence for residents who asked
    reason: str | None = None
    until: int | None = None  # epoch ms
    to: list[tuple[str, str]] = field(default_factory=list)  # (kind, code)
    changes: dict[str, str] = field(default_factory=dict)  # what `amend` or `escalate` carries
    call: int | None = None
    calls: tuple[Call, ...] = ()  # those that are meant, once it has been checked
    undoes: int | None = None  # ledger seq of what is taken back
    photos: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)  # what else the ledger should know
    after: Callable[[Entry], None] | None = None
    was: takebacks.Before | None = None  # how things stood before, where the move may be taken back
    overtakes: bool = True  # what phones that had not heard of it did before is stale

    def __post_init__(self) -> None:
        self._before: Where = _where(self.matter)

    @property
    def by(self) -> str | None:
        """The acting person's id."""
        return self.act.person.id if self.act.person is not None else None

    def finish(self) -> Entry:
        """Write the entry, what follows from it, and the matter one version on with its terms; name the photos."""
        matter, (area, level, holder, _) = self.matter, self._before
        matter.version += 1
        now = _where(matter)
        if now[1:] != self._before[1:]:
            if self.overtakes:
                matter.moved_version = matter.version
            self.extra |= {"state": matter.state, "level": matter.level, "holder": _named(matter)}
        uses.name(self.photos, "matter", matter.id, self.act.bringer)
        entry = record(
            self.act, "matter", matter.id, self.verb,
            text=self.text or None, photos=self.photos, body=self._body(),
            area=area, level=level, unit=holder[1], person=holder[2],
        )  # fmt: skip
        matter.seq = entry.seq
        if self.after is not None:
            self.after(entry)
        if self.undoes is None:
            takebacks.store(entry, matter, self.was)
        terms.store(matter, self.ground)
        return entry

    def _body(self) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "reason": self.reason,
            "resident_text": self.resident_text,
            "until": self.until,
            "to": [f"{kind}:{code}" for kind, code in self.to] or None,
            "call": self.call,
            "undoes": self.undoes,
            **self.changes,
            **self.extra,
        }
        return {key: value for key, value in fields.items() if value is not None}


def _where(matter: Matter) -> Where:
    return matter.area, matter.level, matter.holder(), matter.state


def _named(matter: Matter) -> dict[str, str | None]:
    desk, unit, person = matter.holder()
    return {"desk": desk, "unit": unit, "person": person}
