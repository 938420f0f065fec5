"""How many matters stretches of lists hold, by their terms alone: numbers along an index, without a look at any matter.

It is right where whatever stands under the terms is within reach and belongs to the list (`views.View.is_all`), and while no
area's matters are being written under the terms of another one (`tree.moved`).
"""

from __future__ import annotations

from collections.abc import Iterable

from peewee import SQL, Query, Value, fn

from app.core.prepared import given
from app.matters.queries import alike
from app.matters.queries.walks import Walk
from app.matters.terms import MatterTerm

ALL = 1 << 40  # more than any list holds
LEAST, MOST = 0, (1 << 62)  # of a place

_COUNT = alike.queries()


def count(walks: Iterable[Walk], most: int = ALL) -> int:
    """How many matters the walks hold, each counted once, up to `most`. No two walks under one term may overlap."""
    found = 0
    every = list(walks)
    known: list[str] = []
    terms = dict.fromkeys(term for walk in every for term in walk.terms)
    # areas first: under them stands most, and what is known is looked up for each of the rest
    for term in sorted(terms, key=lambda term: not term.startswith("area:")):
        for walk in every:
            for number in walk.lists if term in walk.terms else ():
                if found < most:
                    found += _rows(term, number, walk, known, most - found)
        known.append(term)
    return found


def _rows(term: str, number: int, walk: Walk, known: list[str], most: int) -> int:
    """How many of the list's stretch stand under the term and under none of the known ones."""
    before = len(known)
    query = _COUNT.of_key(before, lambda: _written(before))
    holes = {f"known{at}": code for at, code in enumerate(known)}
    least = LEAST if walk.least is None else walk.least
    end = MOST if walk.most is None else walk.most
    return int(query.value(term=term, list=number, least=least, end=end, most=most, **holes))


def _written(known: int) -> Query:
    rows = MatterTerm.select(Value(1)).where(
        MatterTerm.term == given("term"),
        MatterTerm.list == given("list"),
        MatterTerm.place >= given("least"),
        MatterTerm.place <= given("end"),
    )
    if known:
        other = MatterTerm.alias()
        same = other.select(Value(1)).where(
            other.term.in_([given(f"known{at}") for at in range(known)]),
            other.list == MatterTerm.list,
            other.place == MatterTerm.place,
            other.matter == MatterTerm.matter,
        )
        rows = rows.where(~fn.EXISTS(same))
    counted = rows.limit(given("most")).alias("counted")
    return counted.select_from(fn.COUNT(SQL("*")))
