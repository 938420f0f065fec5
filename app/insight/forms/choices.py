"""What can be chosen to go into a cell: each figure, and of a share also how many it counts, which forms ask for more often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.words import mark, mark_in
from app.insight.figures import ANSWERED, CALLED, CLOSED, FIGURES, MINUTES, RECEIVED, SHARE, STOOD, Figure

COUNT = "_count"
COUNTED = {
    RECEIVED: mark("件数"), CLOSED: mark("件数"), ANSWERED: mark("满意的回答数"), CALLED: mark("到场次数"),
    STOOD: mark("楼栋数"),
}  # fmt: skip
UNITS = {SHARE: mark("百分比"), MINUTES: mark_in("unit", "小时")}
# of two counts in one form the difference is told, too: what is counted among what; a test asks the figures whether it is so
AMONG = {
    "asked_by_residents": "received", "entered_for_residents": "received", "reopened_count": "received",
    "settled_at_once": "closed", "kept_in_the_grid_count": "on_the_spot_count", "on_the_spot_count": "kept_in_the_street_count",
    "kept_in_the_street_count": "closed", "in_time_count": "closed",
    "confirmed_first_time_count": "heard_count", "heard_count": "closed",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A figure, or how many things a share counts."""

    name: str
    figure: Figure
    is_count: bool = False

    @property
    def more(self) -> str:
        """The word for what of the figure is written, as it is in the sources; "" where its name says it."""
        return COUNTED[self.figure.moment] if self.is_count else UNITS.get(self.figure.unit, "")

    def wider(self, chosen: set[str]) -> list[Choice]:
        """Those of the chosen ones among whose things these are."""
        return [CHOICES[name] for name in above(self.name) if name in chosen]


def above(name: str) -> Iterator[str]:
    """Among what it is counted, the narrowest first."""
    while name in AMONG:
        name = AMONG[name]
        yield name


def _choices() -> Iterator[Choice]:
    for name, figure in FIGURES.items():
        yield Choice(name, figure)
        if figure.unit == SHARE:
            yield Choice(f"{name}{COUNT}", figure, is_count=True)


CHOICES: dict[str, Choice] = {one.name: one for one in _choices()}
