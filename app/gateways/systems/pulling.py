"""A system that cannot be told asks by its key: matters in its own words, in the order in which they changed."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.core import db, keyset
from app.gateways.systems.models import System
from app.gateways.systems.numbers import number_in
from app.gateways.systems.outgoing.collecting import in_its_words, is_told_of
from app.matters.models import Category, Matter
from app.matters.queries import lists

PAGE, PAGE_MOST = 50, 100
LOOKED_AT_MOST = (
    2_000  # matters of the whole city in one question: a small place is not sought through all of them
)


def since(system: System, cursor: str, limit: str) -> dict[str, Any]:
    """`{"cursor", "matters", "more"}`: what changed after the cursor, each matter once as it stands now.

    A page may be short, or empty, and `more` true all the same. Problem bad-value for a cursor or limit that is none.
    """
    after, most = number_in("since", cursor, 0, 2**53), number_in("limit", limit, 1, PAGE_MOST, PAGE)
    changed = Matter.select(Matter.seq).where(Matter.seq > after, Matter.seq <= db.settled())
    until = changed.order_by(Matter.seq).offset(LOOKED_AT_MOST).limit(1).scalar()
    within = _of(system).where(Matter.seq > after, Matter.seq <= (until or db.settled()))
    found = list(within.order_by(Matter.seq).limit(most + 1))
    words = in_its_words(system, found[:most])
    last = found[most - 1].seq if len(found) > most else until or (found[-1].seq if found else after)
    return {
        "cursor": str(last),
        "matters": [words[matter.id] for matter in found[:most]],
        "more": len(found) > most or until is not None,
    }


def latest(system: System, most: int, received: int = 0) -> list[Matter]:
    """At most so many of its matters that came since `received` (epoch ms), the newest first."""
    found: list[Matter] = []
    after: tuple[int, str] | None = None
    while len(found) < most:
        asked = lists.Asked(after=after, limit=lists.PAGE_MOST)
        matters, cursor = lists.page_of(system.reach(), asked)
        found += [
            matter for matter in matters if matter.received_at >= received and is_told_of(system, matter)
        ]
        if cursor is None or (matters and matters[-1].received_at < received):
            break
        after = keyset.parse_cursor(cursor)
    return found[:most]


def _of(system: System) -> ModelSelect:
    found = Matter.select().where(tree.lies_below(Matter.area, [system.area]))
    if system.categories:
        things = Category.select(Category.code).where(Category.parent.in_(system.categories))
        found = found.where(Matter.category.in_(system.categories) | Matter.category.in_(things))
    return found
