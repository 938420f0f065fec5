"""Lists of places for the phones of those who work there, and of units that have a part there; the end of a campaign takes them away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.campaigns import serialize
from app.campaigns.models import CampaignList, CampaignUnit
from app.ledger.news import News
from app.ledger.outcome import Change
from app.people.models import Person

ON_PHONES = permissions.TABLE["walk"]  # a desk has a page of its own
LISTS_MOST = 200  # that a phone is given at first


def feed(
    person: Person, after: int, limit: int, language: str = "zh", *, is_first: bool = False
) -> list[Change]:
    """Changed after ledger number `after`, in order; one that is closed is gone. Nothing in them is a sentence of ours."""
    reach = reach_of(person)
    areas = sorted({post.area_id for post in reach.posts if post.role in ON_PHONES})
    units = sorted(reach.units)
    rows: dict[str, CampaignList] = {}
    if areas:
        news = OPEN_LISTS.at_first if is_first else LISTS.changed
        rows |= {row.id: row for row in news(person.id, areas, after, limit)}
    own = set(rows)
    if units:
        of_units = OPEN_OF_UNITS.at_first if is_first else OF_UNITS.changed
        rows |= {row.id: row for row in of_units(person.id, units, after, limit) if row.id not in own}
    ordered = sorted(rows.values(), key=lambda row: row.seq)[:limit]
    data = serialize.lists([row for row in ordered if row.closed is None], own, units)
    return [Change(row.seq, "campaign", row.id, row.version, data.get(row.id)) for row in ordered]


def _lists_at(person: Any, areas: Sequence[Any]) -> ModelSelect:
    return CampaignList.select().where(CampaignList.area.in_(tree.below(*areas)))


def _open_lists_at(person: Any, areas: Sequence[Any]) -> ModelSelect:
    return _lists_at(person, areas).where(CampaignList.closed.is_null())


def _lists_of(person: Any, units: Sequence[Any]) -> ModelSelect:
    parts = CampaignUnit.select(CampaignUnit.list).where(CampaignUnit.unit.in_(units))
    return CampaignList.select().where(CampaignList.id.in_(parts))


def _open_lists_of(person: Any, units: Sequence[Any]) -> ModelSelect:
    return _lists_of(person, units).where(CampaignList.closed.is_null())


LISTS = News(CampaignList, _lists_at, LISTS_MOST)
OPEN_LISTS = News(CampaignList, _open_lists_at, LISTS_MOST)
OF_UNITS = News(CampaignList, _lists_of, LISTS_MOST)
OPEN_OF_UNITS = News(CampaignList, _open_lists_of, LISTS_MOST)
