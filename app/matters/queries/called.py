"""What is called so: the names of areas, units, people and kinds in memory, as long as none of them changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice

from app.areas.geometry import location
from app.areas.models import Area, Unit
from app.core.remembered import remembered
from app.matters.models import Category
from app.matters.search_index import small
from app.people.models import Person

MOST = 200  # of one name that a search asks the index for


class Names:
    """Names one after the other, so that a part of one is found in all of them at once; capitals are small letters."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        named = sorted(rows)
        self.codes = [code for code, _ in named]
        lines = [small(name) + "\n" for _, name in named]
        self.starts = [1, *accumulate(map(len, lines), initial=1)][1:]
        self.text = "\n" + "".join(lines)

    def holding(self, part: str) -> Iterator[str]:
        """The codes of those whose name has the part in it."""
        wanted, place = small(part), 0
        while (place := self.text.find(wanted, place)) >= 0:
            number = bisect_right(self.starts, place) - 1
            yield self.codes[number]
            place = self.starts[number + 1]

    def whole(self, name: str) -> Iterator[str]:
        """The codes of those of exactly this name, capitals or not."""
        return self.holding(f"\n{name}\n") if name else iter(())


@remembered
def _areas() -> Names:
    return Names(Area.select(Area.code, Area.name).tuples())


@remembered
def _units() -> Names:
    return Names(Unit.select(Unit.code, Unit.name).tuples())


@remembered
def _people() -> Names:
    return Names(Person.select(Person.id, Person.name).tuples())


@remembered
def _kinds() -> tuple[Names, Names, tuple[tuple[str, str], ...]]:
    """Names, English names, and (class, thing)."""
    rows = list(Category.select(Category.code, Category.name, Category.name_en, Category.parent).tuples())
    below = tuple((parent, code) for code, _, _, parent in rows if parent is not None)
    return Names(row[:2] for row in rows), Names((row[0], row[2]) for row in rows), below


def areas(parts: Iterable[str], starts: Iterable[str], within: frozenset[str]) -> list[str] | None:
    """The areas whose name has one of the parts in it or is one of `starts`; of many those below `within`, None of too many."""
    names = _areas()
    found = [names.holding(part) for part in parts] + [names.whole(start) for start in starts]
    codes = {code for some in found for code in some}
    if len(codes) > MOST and within:
        index = location.index()
        codes = set(islice((code for code in codes if index.is_below(code, within)), MOST + 1))
    return sorted(codes) if len(codes) <= MOST else None


def units(parts: Iterable[str]) -> list[str] | None:
    """The units whose name has one of the parts in it; None of too many."""
    return _few(_units(), parts)


def people(parts: Iterable[str]) -> list[str] | None:
    """The people whose name has one of the parts in it; None of too many."""
    return _few(_people(), parts)


def kinds(parts: Iterable[str]) -> list[str]:
    """The kinds whose name has one of the parts in it, and the things of such a class."""
    names, english, below = _kinds()
    named = {code for part in parts for some in (names, english) for code in some.holding(part)}
    return sorted(named | {thing for parent, thing in below if parent in named})


def _few(names: Names, parts: Iterable[str]) -> list[str] | None:
    codes = set(islice((code for part in parts for code in names.holding(part)), MOST + 1))
    return sorted(codes) if len(codes) <= MOST else None
