"""Chance that falls the same way every time: numbers, ids and choices from a seed."""

from __future__ import annotations

import random

from app.core import ids

SEED = "临港市"
BEFORE = 1_735_660_800_000  # epoch ms: 2025-01-01 in the city


class Chance(random.Random):
    """Python's generator with our ids; two of the same name give the same row of everything."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{SEED}/{name}")

    def id_here(self) -> str:
        """A UUIDv7 as the server makes them, of a day before the city's past, so that a city made afresh has the same people."""
        return ids.composed(BEFORE, self.getrandbits(128) & (1 << ids.TAIL) - 1)

    def id7(self, at: int) -> str:
        """A UUIDv7 as a phone makes it at `at` (epoch ms)."""
        return ids.composed(at, self.getrandbits(12) << 62 | self.getrandbits(62))

    def happens(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random() < share
