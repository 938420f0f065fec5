"""Everything that a table's rows are compared with, read once: areas, units and categories by code and by name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.geometry import location
from app.areas.imports import people_lookup
from app.areas.imports.people_lookup import plain
from app.areas.models import Area, Unit
from app.core import clock, typed
from app.matters.models import Category

CODES_NAMED = 5


@dataclass(eq=False)
class Unfit(Exception):
    """Why a text cannot stand in its column, as a key of the reasons for fields."""

    reason: str
    parameters: dict[str, object] = field(default_factory=dict)


@dataclass
class Lookup:
    """What was in the store when the table was read, and who asks: `reach` None is the operator."""

    reach: Reach | None
    day: str
    now: int
    _allowed: dict[str, bool] = field(default_factory=dict)
    _folded: dict[str, str] = field(default_factory=dict)
    _groups: tuple[Mapping[Any, Mapping[str, Any]], Mapping[Any, list[Mapping[str, Any]]]] | None = None
    _counted: tuple[Mapping[Any, Mapping[str, Any]], Counter[str]] | None = None

    @cached_property
    def areas(self) -> dict[str, Area]:
        """The areas of today by code."""
        rows = Area.select(Area.code, Area.name, Area.kind, Area.parent, Area.begins, Area.ends)
        return {row.code: row for row in rows if row.begins <= self.day <= row.ends}

    @cached_property
    def _area_names(self) -> dict[str, list[str]]:
        return people_lookup.named_areas(self.areas)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """All units by code, ended ones too."""
        return {row.code: row for row in Unit.select()}

    @cached_property
    def _unit_names(self) -> dict[str, list[str]]:
        """By name; an ended unit where none that stands is called so."""
        names = _grouped((row.name, code) for code, row in self.units.items() if row.stands(self.now))
        ended = (row for row in self.units.values() if not row.stands(self.now))
        for row in sorted(ended, key=lambda row: (-(row.ended or 0), row.code)):
            names.setdefault(plain(row.name), [row.code])
        return names

    @cached_property
    def categories(self) -> dict[str, Category]:
        """All categories by code."""
        return {row.code: row for row in Category.select()}

    @cached_property
    def _category_names(self) -> dict[str, list[str]]:
        return _grouped((row.name, code) for code, row in self.categories.items())

    def first_code(self, code: str, rows: Iterable[tuple[Any, ...]]) -> str:
        """The code among these keys, those of the store before those of a file, that differs in capitals at most."""
        if not self._folded:
            for (each,) in rows:
                self._folded.setdefault(each.casefold(), each)
        return self._folded.get(code.casefold(), code)

    @cached_property
    def roots(self) -> list[str]:
        """The areas of which the asker is an administrator."""
        posts = self.reach.posts if self.reach is not None else ()
        return sorted({post.area_id for post in posts if post.role == "admin"})

    @cached_property
    def is_over_all(self) -> bool:
        """Whether the asker may change what holds everywhere: the operator, and an administrator of the top area."""
        return self.reach is None or any(len(tree.chain(code)) == 1 for code in self.roots)

    def may(self, area: str) -> bool:
        """Whether the asker administers this area; the empty one is everywhere."""
        if self.reach is None or not area:
            return self.is_over_all
        if area not in self._allowed:
            self._allowed[area] = location.index().is_below(area, frozenset(self.roots))
        return self._allowed[area]

    def count_at(self, area: str, rows: Mapping[Any, Mapping[str, Any]]) -> int:
        """How many of the rows of one table, as they would stand, are of this area; counted once a table."""
        if self._counted is None or self._counted[0] is not rows:
            self._counted = (rows, Counter(str(row["area"]) for row in rows.values()))
        return self._counted[1][area]

    def grouped(
        self, rows: Mapping[Any, Mapping[str, Any]], group: Callable[[Mapping[str, Any]], Any]
    ) -> Mapping[Any, list[Mapping[str, Any]]]:
        """The rows of one table, as they would stand, by what `group` says of each; grouped once a table."""
        if self._groups is None or self._groups[0] is not rows:
            found: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
            for row in rows.values():
                found[group(row)].append(row)
            self._groups = (rows, found)
        return self._groups[1]

    def sees(self, area: str) -> bool:
        """Whether the asker's areas have to do with this one: it lies below one of them, or above."""
        return not area or self.may(area) or area in self._above

    @cached_property
    def _above(self) -> frozenset[str]:
        return frozenset(code for root in self.roots for code in tree.chain(root))

    def area(self, text: str) -> str:
        """The code of the area with this code or name. Raises Unfit."""
        return _found(text, self.areas, self._area_names)

    def unit(self, text: str) -> str:
        """The code of the unit with this code or name, ended or not. Raises Unfit."""
        return _found(text, self.units, self._unit_names)

    def category(self, text: str) -> str:
        """The code of the category with this code or name. Raises Unfit."""
        return _found(text, self.categories, self._category_names)


def load(reach: Reach | None) -> Lookup:
    """What this asker's rows are compared with, as of now."""
    return Lookup(reach, clock.today().isoformat(), clock.now())


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name, code in pairs:
        groups.setdefault(plain(name), []).append(code)
    return groups


def _found(text: str, by_code: dict[str, Any], by_name: dict[str, list[str]]) -> str:
    """By the code, by what stands before the first space (as an export writes code and name), or by the name."""
    first = text.split(maxsplit=1)[:1]
    for written in (text, *first):
        if typed.code(written) in by_code:
            return typed.code(written)
    codes = by_name.get(plain(text), [])
    if len(codes) > 1:
        raise Unfit("several-areas", {"codes": "、".join(codes[:CODES_NAMED])})
    if not codes:
        raise Unfit("no-such-entry", {"value": text[:40]})
    return codes[0]
