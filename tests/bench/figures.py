"""Figures of a bench run: a line each on the screen, and all of them as JSON."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Figure:
    """One measured thing: its runs, the unit, and the floor measured in the same run where there is one."""

    name: str
    unit: str
    runs: list[float]
    floor: list[float] = field(default_factory=list)

    @property
    def value(self) -> float:
        """The median run."""
        return statistics.median(self.runs)

    def line(self) -> str:
        """`name value unit (floor value, ratio)`."""
        said = f"{self.name} {self.value:.4g} {self.unit}".rstrip()
        if self.floor:
            floor = statistics.median(self.floor)
            said += f" (floor {floor:.4g}, {self.value / floor:.2f})"
        return said

    def shown(self) -> dict[str, Any]:
        """As `var/bench.json` keeps it."""
        made: dict[str, Any] = {"name": self.name, "value": self.value, "unit": self.unit, "runs": self.runs}
        if self.floor:
            floor = statistics.median(self.floor)
            made |= {"floor": floor, "ratio": self.value / floor}
        return made


def percentile(values: list[float], rank: int) -> float:
    """The `rank`th percentile, by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-rank * len(ordered) // 100) - 1)]


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return percentile(values, 95)


def write(figures: list[Figure], path: Path) -> None:
    """All figures as JSON, in the place of earlier ones of the same names; what another run measured stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    names = {figure.name for figure in figures}
    kept = [figure for figure in kept if figure["name"] not in names]
    path.write_text(json.dumps([*kept, *(figure.shown() for figure in figures)], indent=1), encoding="utf-8")
