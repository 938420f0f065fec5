"""Places found by the name that somebody says or types."""

from __future__ import annotations

from functools import reduce
from operator import or_

from peewee import ModelSelect

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES, Area
from app.core import clock, typed
from app.links import creation

LISTED = 600  # more places than these are searched for, not listed
OFFERED = 12


def desks(reach: Reach) -> list[str]:
    """The areas at whose desk the person sits."""
    return [post.area_id for post in reach.posts if post.role in DESK_ROLES]


def _below(roots: list[str]) -> ModelSelect:
    day = clock.today().isoformat()
    return Area.select().where(Area.code.in_(tree.below(*roots)), Area.begins <= day, Area.ends >= day)


def listed(roots: list[str]) -> list[str]:
    """The places below these areas to choose from by name; none where there are too many to list."""
    areas = list(_below(roots).order_by(Area.code).limit(LISTED + 1))
    return [] if len(areas) > LISTED else [creation.place_of(area.code) for area in areas]


def find(roots: list[str], words: str) -> list[tuple[str, str]]:
    """The (code, name) of the places below `roots` that fit: the code, or every word in the name of the place or of an area above it."""
    coded = _below(roots).where(Area.code == typed.code(words)).first()
    if coded is not None:
        return [(coded.code, creation.place_of(coded.code))]
    narrow = typed.plain(words)
    return _named(roots, words) or (_named(roots, narrow) if narrow != words else [])


def _named(roots: list[str], words: str) -> list[tuple[str, str]]:
    terms = words.split()[:6]
    if not terms:
        return []
    spelt = [typed.building_spellings(term) for term in terms]
    query = _below(roots).where(reduce(or_, (Area.name.contains(last) for last in spelt[-1])))
    named = [(area.code, creation.place_of(area.code)) for area in query.order_by(Area.code).limit(200)]
    fitting = [pair for pair in named if all(any(_has(pair[1], way) for way in ways) for ways in spelt)]
    exact = [
        pair
        for pair in fitting
        if pair[1] == " ".join(terms) or pair[1].endswith(tuple(" " + way for way in spelt[-1]))
    ]
    return (exact if len(exact) == 1 else fitting)[:OFFERED]


def _has(name: str, word: str) -> bool:
    """Whether the word stands in the name; 3幢 does not in 13幢."""
    before = name.partition(word)[0] if word in name else None
    return before is not None and not (word[:1].isdecimal() and before[-1:].isdecimal())
