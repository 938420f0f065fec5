"""Queries written once for all who ask alike: holes in the place of who asks and of the moment, so that a city's workers share one.

Whoever holds as many posts of each kind has a reach of the same shape, and every condition on it the same text. `Alike` stands
for such a reach where a condition is written, `values` are those of one person.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from peewee import Expression

from app.areas.access.reach import Reach
from app.core import clock
from app.core.prepared import PreparedFor, given

TEXTS_MOST = 500  # of one query: shapes of reach times what is asked of it
NOW = given("now")


@dataclass(frozen=True)
class Alike:
    """A reach with a hole for each of its codes; its fields are those of `Reach` that conditions are written with."""

    posts: bool
    person: given
    roots: tuple[given, ...]
    units: tuple[given, ...]
    asked_as: Mapping[str, tuple[given, ...]]


AnyReach = Reach | Alike


@dataclass(frozen=True)
class Judge:
    """A condition on matters within somebody's reach.

    write: it, for a reach and a moment, either of which may be holes. key: names all that `write` puts into the text besides
    these two. values: of the holes that it has besides.
    """

    reach: Reach
    key: Hashable
    write: Callable[[AnyReach, Any], Expression]
    values: Mapping[str, Any] = field(default_factory=dict)

    def shape(self) -> Hashable:
        """The same shape, the same text."""
        return self.key, shape_of(self.reach)

    def written(self) -> Expression:
        """The condition with holes."""
        return self.write(with_holes(self.reach), NOW)

    def given(self) -> dict[str, Any]:
        """The values of the holes, at this moment."""
        return {**values(self.reach), "now": clock.now(), **self.values}


def queries() -> PreparedFor:
    """Where the texts of one query are kept."""
    return PreparedFor(TEXTS_MOST)


def shape_of(reach: Reach) -> Hashable:
    """How many codes of each kind the reach has."""
    asked = tuple((kind, len(codes)) for kind, codes in reach.asked_as.items())
    return bool(reach.posts), len(reach.roots), len(reach.units), asked


def with_holes(reach: Reach) -> Alike:
    """The reach of everybody of this shape."""
    return Alike(
        bool(reach.posts),
        given("person"),
        tuple(given(f"root{at}") for at in range(len(reach.roots))),
        tuple(given(f"unit{at}") for at in range(len(reach.units))),
        {
            kind: tuple(given(f"{kind}-{at}") for at in range(len(codes)))
            for kind, codes in reach.asked_as.items()
        },
    )


def values(reach: Reach) -> dict[str, Any]:
    """What fills the holes of `with_holes` for this person."""
    found = {"person": reach.person}
    found |= {f"root{at}": code for at, code in enumerate(sorted(reach.roots))}
    found |= {f"unit{at}": code for at, code in enumerate(sorted(reach.units))}
    for kind, codes in reach.asked_as.items():
        found |= {f"{kind}-{at}": code for at, code in enumerate(codes)}
    return found
