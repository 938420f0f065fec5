"""A round on foot: from door to door at a walking pace, with the wobble of a cheap phone's positions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.core import clock
from app.demo.chance import Chance
from app.demo.city import ground_plan

PACE = 1.15  # metres a second
Spot = tuple[float, float]


@dataclass
class Round:
    """A round as the phone noted it: columns of fixes, the doors stood at, and the stretch without position."""

    began: int
    ended: int
    t: list[int] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    acc: list[float] = field(default_factory=list)
    stops: list[tuple[int, str]] = field(default_factory=list)  # when, which house
    gap: tuple[int, int] | None = None

    def columns(self, first: int, last: int) -> dict[str, list[float]]:
        """The fixes from `first` to before `last` (epoch ms) as the op carries them."""
        indexes = [n for n, t in enumerate(self.t) if first <= t < last]
        return {name: [getattr(self, name)[n] for n in indexes] for name in ("t", "lat", "lon", "acc")}


def walk(
    doors: dict[str, Spot], began: int, minutes: float, every: float, gap: bool, chance: Chance
) -> Round:
    """A round of about so many minutes past the doors, a fix every so many seconds; with a gap if wished.

    A "door" whose code is empty is only passed by: nobody lives there.
    """
    walked = Round(began, began + round(minutes * clock.MINUTE))
    if gap:
        start = began + round(chance.uniform(0.3, 0.6) * minutes * clock.MINUTE)
        walked.gap = (start, start + round(chance.uniform(4, 9) * clock.MINUTE))
    wobble, spots = [0.0, 0.0], list[Spot]()
    for at, spot, house in _steps(doors, minutes * 60, every, chance):
        when = began + round((at + 5) * 1000)
        if when >= walked.ended:
            break
        if house:
            walked.stops.append((when, house))
        if walked.gap is not None and walked.gap[0] <= when < walked.gap[1]:
            continue
        wobble = [0.85 * off + chance.gauss(0, 1.6) for off in wobble]
        if not walked.t or when > walked.t[-1]:
            walked.t.append(when)
            spots.append((spot[0] + wobble[0], spot[1] + wobble[1]))
            walked.acc.append(_accuracy(chance))
    if spots:
        walked.lon, walked.lat = ground_plan.PLANE.degrees(spots).round(7).T.tolist()
    return walked


def _accuracy(chance: Chance) -> float:
    """Metres: now and then a poor one."""
    return round(chance.uniform(45, 140) if chance.happens(0.01) else chance.uniform(4, 16), 1)


def _steps(
    doors: dict[str, Spot], seconds: float, every: float, chance: Chance
) -> Iterator[tuple[float, Spot, str | None]]:
    """(second, where, the house arrived at or None), door after door until the time is over."""
    at, spot = 0.0, chance.choice(list(doors.values()))
    waiting: list[str] = []
    while at < seconds:
        if not waiting:
            waiting = sorted(doors)
            chance.shuffle(waiting)
        house = min(waiting[:4], key=lambda code: math.dist(spot, doors[code]))
        waiting.remove(house)
        target = doors[house]
        walked, far = 0.0, math.dist(spot, target)
        while walked < far:
            share = walked / far
            yield at, (spot[0] + (target[0] - spot[0]) * share, spot[1] + (target[1] - spot[1]) * share), None
            walked, at = walked + PACE * every, at + every
        spot = target
        yield at, spot, house
        stay = chance.uniform(40, 260)
        while stay > 0:
            at, stay = at + every, stay - every
            yield at, spot, None
