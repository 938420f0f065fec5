"""How large a city is wished."""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """Grids, micro-grids in all of them, matters of a year, and days of patrols."""

    grids: int
    micro_grids: int
    matters: int
    days: int
