"""Chance that falls the same way every time: numbers, ids and choices from a seed."""

from __future__ import annotations

import random
import uuid

SEED = "临港市"


class Chance(random.Random):
    """Python's generator with our ids; two of the same name give the same row of everything."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{SEED}/{name}")

    def id4(self) -> str:
        """A uuid as the server makes them."""
        return str(uuid.UUID(int=self.getrandbits(128), version=4))

    def id7(self, at: int) -> str:
        """A UUIDv7 as a phone makes it at `at` (epoch ms)."""
        bits = (at << 80) | (7 << 76) | (self.getrandbits(12) << 64) | (2 << 62) | self.getrandbits(62)
        return str(uuid.UUID(int=bits))

    def happens(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random() < share
