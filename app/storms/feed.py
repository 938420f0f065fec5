"""Lists of doors for the phones of those on duty there; the end of a storm takes them away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.duty import absences
from app.core import clock
from app.ledger.news import News
from app.ledger.outcome import Change
from app.people.models import Person
from app.storms import serialize
from app.storms.models import StormList

ON_PHONES = permissions.TABLE["walk"]  # a desk has a page of its own
LISTS_MOST = 100  # that a phone is given at first


def feed(
    person: Person, after: int, limit: int, language: str = "zh", *, is_first: bool = False
) -> list[Change]:
    """Changed after ledger number `after`, in order; one that is closed is gone. Nothing in them is a sentence of ours."""
    areas = sorted({post.area_id for post in reach_of(person).posts if post.role in ON_PHONES})
    if not areas or absences.is_absent(person.id, clock.today()):
        return []  # whoever stands in has the posts, and so the list
    rows = (
        OPEN_LISTS.at_first(person.id, areas, after, limit)
        if is_first
        else LISTS.changed(person.id, areas, after, limit)
    )
    data = serialize.lists([row for row in rows if row.closed is None])
    return [Change(row.seq, "storm", row.id, row.version, data.get(row.id)) for row in rows]


def _lists_at(person: Any, areas: Sequence[Any]) -> ModelSelect:
    return StormList.select().where(StormList.area.in_(tree.below(*areas)))


def _open_lists_at(person: Any, areas: Sequence[Any]) -> ModelSelect:
    return _lists_at(person, areas).where(StormList.closed.is_null())


LISTS = News(StormList, _lists_at, LISTS_MOST)
OPEN_LISTS = News(StormList, _open_lists_at, LISTS_MOST)
