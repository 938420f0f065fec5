"""Lists of places as a phone gets them, and which campaigns are within a reader's reach."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect, fn

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.campaigns import questions
from app.campaigns.models import Campaign, CampaignList, CampaignPlace, standing
from app.core import clock
from app.core.problems.problem import Problem

SEE = "see_campaigns"
OVER_MOST = 30  # that are over and still listed


def lists(rows: list[CampaignList], own: set[str], units: list[str]) -> dict[str, dict[str, Any]]:
    """Each list by its id, with its campaign's questions and its places; a few queries for all of them.

    own: the lists of which the reader has every place; of any other the parts of these units.
    """
    if not rows:
        return {}
    campaigns = {
        one.id: one for one in Campaign.select().where(Campaign.id.in_([row.campaign_id for row in rows]))
    }
    names: dict[str, str] = dict(
        Area.select(Area.code, Area.name).where(Area.code.in_([row.area_id for row in rows])).tuples()
    )
    places: dict[str, list[dict[str, Any]]] = {}
    every = standing([row.id for row in rows])
    for place in every.order_by(CampaignPlace.area, CampaignPlace.place):
        if place.list_id in own or questions.unit_of(place.place) in units:
            places.setdefault(place.list_id, []).append(_place(place))
    return {
        row.id: _list(row, names[row.area_id], campaigns[row.campaign_id], places.get(row.id, []))
        for row in rows
    }


def _list(row: CampaignList, name: str, campaign: Campaign, places: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "campaign": campaign.id,
        "name": campaign.name,
        "first": campaign.first,
        "last": campaign.last,
        "daily": campaign.is_daily,
        "joint": campaign.is_joint,
        "again_until": campaign.again_until,
        "area": row.area_id,
        "area_name": name,
        "seq": row.seq,
        "questions": campaign.questions,
        "places": places,
    }


def _place(row: CampaignPlace) -> dict[str, Any]:
    return {
        "code": row.place,
        "name": row.name,
        "area": row.area,
        "outcome": row.outcome,
        "at": clock.rfc3339_or_none(row.at),
        "bad": row.bad,
        "chosen": row.chosen,
        "again": row.again,
    }


def campaigns(rows: list[Campaign]) -> list[dict[str, Any]]:
    """As the API sends them."""
    out = taken_out(rows)
    return [_campaign(row, out.get(row.id, [])) for row in rows]


def _campaign(row: Campaign, out: list[str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "category": row.category,
        "first": row.first,
        "last": row.last,
        "daily": row.is_daily,
        "joint": row.is_joint,
        "areas": [*row.areas, *out],
        "taken_out": out,
        "kinds": row.kinds,
        "state": row.state,
        "questions": row.questions,
        "opened": clock.rfc3339(row.created),
        "ended": clock.rfc3339_or_none(row.ended),
    }


def taken_out(rows: list[Campaign]) -> dict[str, list[str]]:
    """Campaign → the grids that were taken out of it and of which an answer that was on its way counts."""
    answered = CampaignPlace.select(CampaignPlace.list).where(
        CampaignPlace.list == CampaignList.id, CampaignPlace.taken_out.is_null(), CampaignPlace.outcome.is_null(False)
    )  # fmt: skip
    out = (
        CampaignList.select(CampaignList.campaign, CampaignList.area)
        .join(Campaign, on=(CampaignList.campaign == Campaign.id))
        .where(Campaign.id.in_([row.id for row in rows]), CampaignList.closed.is_null(False))
        .where(Campaign.ended.is_null() | (CampaignList.closed < Campaign.ended), fn.EXISTS(answered))
        .order_by(CampaignList.area)
    )
    found: dict[str, list[str]] = {}
    for which, area in out.tuples():
        found.setdefault(which, []).append(area)
    return found


def lists_within(reach: Reach) -> ModelSelect:
    """A query of the lists that the reader's posts open, each with its area."""
    roots = permissions.areas_for(reach, SEE)
    return (
        CampaignList.select(CampaignList, Area)
        .join(Area, on=(CampaignList.area == Area.code))
        .where(CampaignList.area.in_(tree.below(*(roots or [""]))))
    )


def campaigns_for(reach: Reach) -> list[Campaign]:
    """Campaigns within reach: those that last first, by their last day, then the newest that are over."""
    roots = permissions.areas_for(reach, SEE)
    here = CampaignList.select(CampaignList.campaign).where(
        CampaignList.area.in_(tree.below(*(roots or [""])))
    )
    rows = Campaign.select().where(Campaign.id.in_(here))
    lasting = rows.where(Campaign.ended.is_null()).order_by(Campaign.last, Campaign.id)
    over = rows.where(Campaign.ended.is_null(False)).order_by(Campaign.ended.desc(), Campaign.id)
    return [*lasting, *over.limit(OVER_MOST)]


def find(reach: Reach, campaign: str) -> Campaign:
    """One within reach; Problem not-found."""
    if not lists_within(reach).where(CampaignList.campaign == campaign).exists():
        raise Problem("not-found")
    return Campaign.get_by_id(campaign)
