"""Fixes by column: those of a chunk as they came, and those of a whole track, one of each instant, as the rule counts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Fix(NamedTuple):
    """A position: epoch ms, WGS-84 degrees, metres, and what measured it."""

    t: int
    lat: float
    lon: float
    acc: float
    source: str = "browser"


class Fixes(NamedTuple):
    """Columns of as many positions: epoch ms, WGS-84 degrees, metres; and what measured all of them."""

    t: NDArray[np.int64]
    lat: Floats
    lon: Floats
    acc: Floats
    source: str = "browser"

    def until(self, latest: int | None) -> Fixes:
        """Those at this moment or before; all for None."""
        if latest is None:
            return self
        kept = self.t <= latest
        return Fixes(self.t[kept], self.lat[kept], self.lon[kept], self.acc[kept], self.source)


@dataclass(frozen=True)
class Track:
    """The fixes that count, one of each instant, by time: columns as those of `Fixes`."""

    t: NDArray[np.int64]
    lat: Floats
    lon: Floats
    acc: Floats

    def __len__(self) -> int:
        return len(self.t)

    def between(self, begins: int, ends: int) -> Track:
        """Those from one moment to another, both included."""
        low, high = np.searchsorted(self.t, begins, "left"), np.searchsorted(self.t, ends, "right")
        return Track(self.t[low:high], self.lat[low:high], self.lon[low:high], self.acc[low:high])


def one_per_instant(parts: Sequence[Fixes]) -> Track:
    """The most accurate fix of each instant, by time; ties by source name, lat, lon, whatever arrived first."""
    if not parts:
        return Track(np.empty(0, np.int64), *(np.empty(0) for _ in range(3)))
    t, lat, lon, acc = (np.concatenate([part[at] for part in parts]) for at in range(4))
    if (np.diff(t) > 0).all():
        return Track(t, lat, lon, acc)
    names = sorted({part.source for part in parts})
    source = np.concatenate([np.full(len(part.t), names.index(part.source)) for part in parts])
    order = np.lexsort((lon, lat, source, acc, t))
    kept = order[np.diff(t[order], prepend=t[order[0]] - 1) > 0]
    return Track(t[kept], lat[kept], lon[kept], acc[kept])
