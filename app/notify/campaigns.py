"""Of campaigns: who hears that one begins or is over tomorrow, what a notice of it names, and whether that still stands."""

from __future__ import annotations

from collections.abc import Iterable

from app.areas.duty import absences
from app.campaigns.feed import ON_PHONES
from app.campaigns.models import Campaign, CampaignList, CampaignUnit
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.notify.models import CAMPAIGN, is_of_campaign
from app.notify.recipients import members
from app.notify.wording import Thing

NAMED_MOST = 3  # areas that a notice names

# verb of an entry about a campaign → what those are told whose phones have its lists
OF_CAMPAIGN = {"begun": "campaign_begun", "near_end": "campaign_near"}


def kind_of(entry: Entry) -> str:
    """What is told: an important period and a joint inspection are called by their own names."""
    campaign: Campaign | None = Campaign.get_or_none(Campaign.id == entry.subject)
    if campaign is not None and entry.verb == "begun":
        if campaign.is_daily:
            return "period_begun"
        if campaign.is_joint:
            return "inspection_planned"
    return OF_CAMPAIGN[entry.verb]


def people(entry: Entry, ground: Ground) -> dict[str, list[str]]:
    """Area → those who are told of it there, each once and never who did it: whoever works there, and the members of units that have a part."""
    body = entry.body or {}
    lists = list(CampaignList.select().where(CampaignList.id.in_(body.get("lists") or [])))
    known, found = {entry.by}, dict[str, list[str]]()
    standing_in = absences.substitutes_on()
    for row in sorted(lists, key=lambda row: row.area_id):
        there = [] if "units" in body else ground.people(ON_PHONES, ground.chain(row.area_id))
        units = [unit for (unit,) in CampaignUnit.select(CampaignUnit.unit).where(CampaignUnit.list == row.id).tuples()]  # fmt: skip
        asked = [unit for unit in units if unit in body.get("units", units)]
        there += [standing_in.get(one, one) for unit in asked for one in members(unit)]
        found[row.area_id] = [one for one in dict.fromkeys(there) if one not in known]
        known.update(there)
    return found


def subject(entry: Entry) -> str:
    """What its notices are about."""
    return f"{CAMPAIGN}:{entry.subject}"


def things(subjects: Iterable[str], ground: Ground) -> dict[str, Thing]:
    """By subject the areas of the campaign; how somebody called it is said in no notice."""
    wanted = {one: one.partition(":")[2] for one in subjects if is_of_campaign(one)}
    areas = dict(Campaign.select(Campaign.id, Campaign.areas).where(Campaign.id.in_(list(wanted.values()))).tuples())  # fmt: skip
    ground.learn({code for codes in areas.values() for code in codes})
    return {one: Thing("", "", named(areas.get(id) or [], ground)) for one, id in wanted.items()}


def named(codes: list[str], ground: Ground) -> str:
    """The first of the areas by name; `ground` has learnt them."""
    names = [ground.name(code) or code for code in codes[:NAMED_MOST]]
    return "、".join(names) + ("…" if len(codes) > NAMED_MOST else "")


def lasts(subject: str) -> bool:
    """Whether the campaign that a notice is about has not ended."""
    campaign: Campaign | None = Campaign.get_or_none(Campaign.id == subject.partition(":")[2])
    return campaign is not None and campaign.ended is None
