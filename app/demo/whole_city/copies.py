"""Which life is traced for which door and day: a year of matters, and so many days of rounds and visits, in the order of time."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from peewee import Model

from app.core import clock
from app.demo.whole_city.folk import Folk
from app.demo.whole_city.ground import City, degrees
from app.demo.whole_city.names import names_of
from app.demo.whole_city.pattern import WEEKS, Pattern
from app.demo.whole_city.size import Size
from app.demo.whole_city.tracing import Copy, Row, Traced
from app.ledger.models import Entry

Whole = NDArray[np.int64]

YEAR = 365
BUSY = (1.0, 1.05, 1.0, 1.0, 1.0, 0.7, 0.5)  # matters of a Monday … Sunday
VISITS = 0.55  # of a worker and day
SEED = 339_900


class Doors:
    """Every door of the city: its names, how far it lies from the one that was played, and which doors a block has."""

    def __init__(self, city: City, folk: Folk, pattern: Pattern) -> None:
        self._city, self._folk, self._pattern = city, folk, pattern
        self.all = [(block, *door) for block in city.blocks for door in block.doors]
        counts = [len(block.doors) for block in city.blocks]
        self.first: Whole = np.cumsum([0, *counts[:-1]])
        self.counts: Whole = np.asarray(counts)
        self._names: dict[int, list[str]] = {}

    @property
    def keys(self) -> list[str]:
        """What stands at which place of a door's names."""
        return list(names_of(*self.all[0], self._folk))

    def names(self, door: int) -> list[str]:
        """What things and people are called there."""
        if door not in self._names:
            self._names[door] = list(names_of(*self.all[door], self._folk).values())
        return self._names[door]

    @cached_property
    def offsets(self) -> list[tuple[float, float]]:
        """By door, degrees from the house that was played."""
        return [self._offset(house.spot, self._pattern.spot) for _, _, house in self.all]

    @cached_property
    def block_offsets(self) -> list[tuple[float, float]]:
        """By door, degrees from the middle of the block that was played to that of its own."""
        return [self._offset(block.middle, self._pattern.block.middle) for block, _, _ in self.all]

    def _offset(self, here: tuple[float, float], there: tuple[float, float]) -> tuple[float, float]:
        plane = self._city.plane
        (lat, lon), (from_lat, from_lon) = degrees(plane, here), degrees(plane, there)
        return round(lat - from_lat, 7), round(lon - from_lon, 7)


class Copies:
    """Every copy to be made, by columns, in the order in which they begin."""

    def __init__(self, pattern: Pattern, lives: Sequence[Traced], doors: Doors, size: Size) -> None:
        self.now, self.lives, self.doors = pattern.now, lives, doors
        self._chance = np.random.default_rng(SEED)
        self._today = clock.date_of(pattern.now)
        parts = [self._matters(size.matters), *self._rounds(size), self._visits(size)]
        life, door, by = (np.concatenate([part[n] for part in parts]) for n in range(3))
        begins = np.asarray([one.begins for one in lives], dtype=np.int64)[life] + by
        order = np.argsort(begins, kind="stable")
        self.life, self.door, self.by, self.begins = life[order], door[order], by[order], begins[order]
        self._count_entries()
        self._number()
        # a number out of an array is had sooner than one out of numpy's, and a million of them take less room than in a list
        self._life, self._door, self._by, self._start = map(
            _plain, (self.life, self.door, self.by, self._starts)
        )
        self._seq, self._ranks, self._day = map(_plain, (self._seqs, self._rank, self._day_of))

    def __len__(self) -> int:
        return len(self.life)

    def entries(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the ledger in the order of their numbers."""
        under_way: dict[int, tuple[Copy, list[Row]]] = {}  # copies with entries to come, the next one last
        copy_of = _plain(self._copy_of)
        for at in _plain(self._order):
            number = copy_of[at]
            if number not in under_way:
                under_way[number] = self._copy(number), self.lives[self._life[number]].rows[Entry][::-1]
            copy, left = under_way[number]
            yield left.pop().traced(copy)
            if not left:
                del under_way[number]

    def rows(self, table: type[Model]) -> Iterator[tuple[Any, ...]]:
        """The rows of another table, copy by copy."""
        having = np.asarray([table in life.rows for life in self.lives])[self.life]
        for at in np.flatnonzero(having).tolist():
            copy = self._copy(at)
            for row in self.lives[self._life[at]].rows[table]:
                yield row.traced(copy)

    @property
    def entry_count(self) -> int:
        """How many entries the ledger has."""
        return len(self._seqs)

    @property
    def counters(self) -> dict[str, int]:
        """Day → how many matters it has numbers for."""
        return {
            f"{day:%y%m%d}": int(count) for day, count in zip(self._days, self._a_day, strict=True) if count
        }

    def _copy(self, at: int) -> Copy:
        door, life = self._door[at], self.lives[self._life[at]]
        place = self.doors.block_offsets[door] if life.kind == "patrol" else self.doors.offsets[door]
        number = f"{self._day_names[self._day[at]]}-{self._ranks[at]:04}"
        return Copy(
            at, self.doors.names(door), self._by[at], place, number, self._seq, self._start[at], self.now
        )

    def _back(self, begins: int) -> int:
        """How many days ago."""
        return (self._today - clock.date_of(begins)).days

    def _matters(self, count: int) -> tuple[Whole, Whole, Whole]:
        """Lives, doors and shifts of a year of matters: those of the last weeks from their own day, older ones from the first week's."""
        by_day: list[list[int]] = [[] for _ in range(WEEKS * 7)]
        for at, life in enumerate(self.lives):
            if life.kind == "matter":
                by_day[self._back(life.begins)].append(at)
        sources = [back if back < WEEKS * 7 else (WEEKS - 1) * 7 + back % 7 for back in range(YEAR)]
        weights = np.asarray(
            [
                BUSY[(self._today - dt.timedelta(days=back)).weekday()] * bool(by_day[source])
                for back, source in enumerate(sources)
            ]
        )
        weights[0] *= 0.5
        backs = self._chance.choice(YEAR, count, p=weights / weights.sum())
        lives, shift = np.zeros(count, np.int64), np.zeros(count, np.int64)
        for back in range(YEAR):
            here = np.flatnonzero(backs == back)
            if len(here):
                lives[here] = self._chance.choice(by_day[sources[back]], len(here))
                shift[here] = (sources[back] - back) * clock.DAY
        shift -= self._chance.integers(0, 40 * clock.MINUTE, count)
        return lives, self._chance.integers(0, len(self.doors.all), count), shift

    def _rounds(self, size: Size) -> Iterator[tuple[Whole, Whole, Whole]]:
        """Two rounds of every grid on every day but Sundays."""
        for half in (0, 1):
            found = [
                at for at, life in enumerate(self.lives) if life.kind == "patrol" and _half(life) == half
            ]
            yield self._on_days(found, size, 1.0)

    def _visits(self, size: Size) -> tuple[Whole, Whole, Whole]:
        found = [at for at, life in enumerate(self.lives) if life.kind == "visit"]
        return self._on_days(found, size, VISITS)

    def _on_days(self, found: list[int], size: Size, share: float) -> tuple[Whole, Whole, Whole]:
        """One of the lives for every grid and day, in that share of cases."""
        days = [
            back for back in range(1, size.days + 1) if (self._today - dt.timedelta(days=back)).weekday() != 6
        ]
        grids, backs = (
            np.repeat(np.arange(size.grids), len(days)),
            np.tile(np.asarray(days, np.int64), size.grids),
        )
        kept = self._chance.random(len(grids)) < share
        grids, backs = grids[kept], backs[kept]
        life = self._chance.choice(found, len(grids)) if len(grids) else np.zeros(0, np.int64)
        sources = np.asarray([self._back(each.begins) for each in self.lives], np.int64)[life]
        shift = (sources - backs) * clock.DAY - self._chance.integers(0, 20 * clock.MINUTE, len(grids))
        within = (self._chance.random(len(grids)) * self.doors.counts[grids]).astype(np.int64)
        return life, self.doors.first[grids] + within, shift

    def _count_entries(self) -> None:
        """Number the entries of all copies in the order of their receipt."""
        lengths = np.asarray([len(life.received) for life in self.lives], np.int64)
        firsts = np.cumsum(lengths) - lengths
        received = np.concatenate([np.asarray(life.received, np.int64) for life in self.lives])
        self._lengths = lengths[self.life]
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._copy_of = np.repeat(np.arange(len(self)), self._lengths)
        within = np.arange(len(self._copy_of)) - self._starts[self._copy_of]
        moments = received[firsts[self.life[self._copy_of]] + within] + self.by[self._copy_of]
        self._order = np.argsort(moments, kind="stable")
        self._seqs = np.empty(len(self._order), np.int64)
        self._seqs[self._order] = np.arange(1, len(self._order) + 1)

    def _number(self) -> None:
        """Give the matters of a day their numbers."""
        self._days = [self._today - dt.timedelta(days=back) for back in range(YEAR + 1, -1, -1)]
        self._day_names = [f"{day:%y%m%d}" for day in self._days]
        starts = [clock.start_of(day) for day in self._days]
        self._day_of = np.searchsorted(starts, self.begins, side="right") - 1
        is_matter = np.asarray([life.kind == "matter" for life in self.lives])[self.life]
        so_far = np.cumsum(is_matter)
        before = np.concatenate([[0], so_far])[np.searchsorted(self.begins, starts)]
        self._rank = so_far - before[self._day_of]
        self._a_day = np.bincount(self._day_of[is_matter], minlength=len(self._days))


def _plain(values: Whole) -> array[int]:
    return array("q", np.ascontiguousarray(values, np.int64).tobytes())


def _half(life: Traced) -> int:
    """0 for a round of the morning, 1 for one of the afternoon."""
    day = clock.start_of(clock.date_of(life.begins))
    return int(life.begins - day >= 12 * clock.HOUR)
