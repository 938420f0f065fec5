"""What campaigns found at a place of the register, for the page of that place; not who looked."""

from __future__ import annotations

from typing import Any

from app.areas.access.reach import Reach
from app.campaigns import questions, serialize
from app.campaigns.models import Campaign, CampaignPlace
from app.campaigns.report import content
from app.core import clock
from app.core.words import translate


def looks_at(place: str, reach: Reach, language: str) -> list[dict[str, Any]]:
    """The last visit in each campaign within reach, the latest first; in a joint inspection of each unit."""
    lists = {row.id: row.campaign_id for row in serialize.lists_within(reach)}
    rows = CampaignPlace.select().where(
        (CampaignPlace.place == place) | CampaignPlace.place.startswith(f"{place}@"),
        CampaignPlace.list.in_(list(lists)), CampaignPlace.at.is_null(False),
    )  # fmt: skip
    found = sorted(rows, key=lambda row: row.at, reverse=True)
    wanted = [lists[row.list_id] for row in found]
    named = {one.id: one for one in Campaign.select().where(Campaign.id.in_(wanted))}
    return [_look(row, named[lists[row.list_id]], language) for row in found]


def _look(row: CampaignPlace, campaign: Campaign, language: str) -> dict[str, Any]:
    here = questions.of_stop(campaign.questions, row.place)
    return {
        "campaign": campaign.id,
        "called": campaign.name,
        "unit": next((one["unit_name"] for one in here if "unit" in one), ""),
        "at": clock.date_of(row.at).isoformat(),
        "outcome": translate(content.HEADS[row.outcome], language),
        "is_fine": row.outcome == "fine",
        "bad": [one["words"] for one in here if one["id"] in row.bad],
        "chosen": [row.chosen[one["id"]] for one in here if one["id"] in row.chosen],
        "again": row.again or "",
    }
