"""Posters as a layer of a map: at the middle of their areas, so many at each, coarser where there would be too many."""

from __future__ import annotations

from collections import Counter
from typing import Any

from peewee import fn

from app.areas import tree
from app.areas.geometry import location
from app.areas.models import Area
from app.maps.ground import Ground
from app.maps.outlines import middles
from app.requests.models import Poster

PLACES_MOST = 2000
COARSER = (
    "grid",
    "dedicated_grid",
    "community",
    "street",
    "city",
)  # what posters are gathered to, one after the other


def collection(roots: list[str], ground: Ground) -> dict[str, Any]:
    """`{"posters": [{"id", "name", "count", "at"}], "unplaced"}`: the live posters of these areas and all below, by area."""
    counts = _gathered(_counts(roots))
    middle = middles()
    names = _names(list(counts))
    placed = {code: at for code in sorted(counts) if (at := middle(code)) is not None}
    found = [
        {"id": code, "name": names.get(code, code), "count": counts[code], "at": ground.position(*at)}
        for code, at in placed.items()
    ]
    return {"posters": found, "unplaced": sum(counts.values()) - sum(counts[code] for code in placed)}


def counts_in(inside: list[str]) -> Counter[str]:
    """How many live posters each of these areas has, with all below it."""
    counts: Counter[str] = Counter()
    wanted = frozenset(inside)
    index = location.index()
    for code, count in _counts(inside).items():
        for above in index.chain(code):
            if above in wanted:
                counts[above] += count
    return counts


def _counts(roots: list[str]) -> dict[str, int]:
    rows = (
        Poster.select(Poster.area, fn.COUNT(Poster.code))
        .where(Poster.ended.is_null(), Poster.area.in_(tree.below(*roots)))
        .group_by(Poster.area)
    )
    return dict(rows.tuples())


def _gathered(counts: dict[str, int]) -> dict[str, int]:
    """The same by grid, by community and so on, until there are few enough to be drawn."""
    for at in range(len(COARSER)):
        if len(counts) <= PLACES_MOST:
            break
        kept = _codes_of(COARSER[at:])
        index = location.index()
        gathered: Counter[str] = Counter()
        for code, count in counts.items():
            gathered[next((above for above in index.chain(code) if above in kept), code)] += count
        counts = dict(gathered)
    return counts


def _codes_of(kinds: tuple[str, ...]) -> set[str]:
    return {code for (code,) in Area.select(Area.code).where(Area.kind.in_(kinds)).tuples()}


def _names(codes: list[str]) -> dict[str, str]:
    return dict(Area.select(Area.code, Area.name).where(Area.code.in_(codes or [""])).tuples())
