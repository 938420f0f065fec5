"""How much of what could not be applied is kept from one person and one phone: weeks of honest work, not a flood of junk."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import fn

from app.core.problems.problem import Problem
from app.sync.models import Quarantine

# three weeks without a line: some 200 ops a day, and tracks of four hours a day at a fix a second
PHONE_OPS, PHONE_BYTES = 8_000, 40_000_000
PERSON_OPS, PERSON_BYTES = (
    16_000,
    80_000_000,
)  # who sends says which phone it is, so the person has a bound too
OVER = "over"  # instead of a digest, on the one line that counts what had no room


@dataclass
class Room:
    """What is left for one sender and one phone; looked up once a batch."""

    ops: int
    bytes: int

    def takes(self, size: int) -> bool:
        """Whether one more op of this size (bytes) fits; if so, its size is subtracted."""
        if self.ops < 1 or self.bytes < size:
            return False
        self.ops, self.bytes = self.ops - 1, self.bytes - size
        return True


def remaining(sender: str, device: str | None) -> Room:
    """How much more may be stored of this sender's refused ops (count and bytes); emptied rows take no room."""
    condition = (Quarantine.sender == sender) & (Quarantine.bytes > 0)
    all_ops, all_bytes = _sum(condition)
    ops, size = _sum(condition & (Quarantine.device == device))
    return Room(min(PERSON_OPS - all_ops, PHONE_OPS - ops), min(PERSON_BYTES - all_bytes, PHONE_BYTES - size))


def _sum(which: object) -> tuple[int, int]:
    count, size = (
        Quarantine.select(fn.COUNT(Quarantine.id), fn.COALESCE(fn.SUM(Quarantine.bytes), 0))
        .where(which)
        .tuples()
        .get()
    )
    return int(count), int(size)


def count(sender: str, device: str | None, at: int) -> None:
    """One more that had no room: on one line a person, without its content, which stays on the phone."""
    line = (Quarantine.op == "") & (Quarantine.digest == OVER) & (Quarantine.sender == sender)
    fresh = {"device": device, "received": at, "settled": None, "settled_by": None}
    if not Quarantine.update(**fresh, times=Quarantine.times + 1).where(line).execute():
        problem = Problem("no-room-for-review")
        Quarantine.create(
            op="", digest=OVER, sender=sender, person=sender, raw=None, bytes=0,
            name=problem.name, problem=problem.stored(), **fresh,
        )  # fmt: skip
