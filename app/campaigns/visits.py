"""A place of a campaign was visited: the latest visit counts, every one stands in the ledger, what comes after the end counts as late."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Post, Unit
from app.campaigns import questions
from app.campaigns.commands import CampaignVisitBody
from app.campaigns.joint import inspections
from app.campaigns.models import Campaign, CampaignList, CampaignMatter, CampaignPlace
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.evidence import uses
from app.ledger import record as ledger
from app.ledger.act import Act, by_clock
from app.ledger.outcome import Outcome
from app.matters.models import Matter
from app.matters.moves.passing_on import dispatch
from app.matters.moves.step import Step
from app.people.models import Person
from app.places import checks
from app.places.models import Place

FOUND = mark("{campaign}，{place}：这几样没做到：{items}。")

# what the ledger says of it
SENTENCES = {
    "opened": {"": mark("{by} 安排的")},
    "visit": {"": mark("{by} 去看了一处")},
    "joined": {"": mark("{by} 把几个单位并进这一次")},
    "added": {"": mark("{by} 加了要看的地方")},
    "taken_out": {"": mark("{by} 拿掉了还没去过的地方")},
    "came_back": {"": mark("拿掉之前已经有人去过，照样算进来")},
    "begun": {"": mark("告诉了要去的人")},
    "near_end": {"": mark("提醒了还有没去的网格：明天结束")},
    "ended": {"": mark("{by} 结束了")},
}


def record(act: Act, body: CampaignVisitBody) -> Outcome:
    """Keep what was found.

    Problem no-post, list-not-yours where the list is not here or out of reach, bad-value naming the field.
    """
    with db.transaction():
        found, campaign = _list_of(act, body)
        row = _place_of(found, campaign, body.place)
        if campaign.is_daily and row.place > clock.date_of(act.moment).isoformat():
            raise Problem("bad-value", ("place", "day-not-come"))
        here = questions.of_stop(campaign.questions, row.place)
        asked = questions.so_or_not(here)
        bad = checks.bad_of(list(asked), body)
        again = checks.day_again(act, body, campaign.again_until)
        chosen = questions.chosen(here, body.chosen)
        fields: dict[str, Any] = {"place": row.place, "outcome": body.outcome, "bad": bad, "chosen": chosen, "again": again}  # fmt: skip
        is_over = campaign.ended is not None
        fields["after_end"] = is_over
        if body.outcome == "passed_on":
            words = translate(
                FOUND, "zh", campaign=campaign.name, place=row.name, items="、".join(asked[id] for id in bad)
            )
            fields["matter"] = _pass_on(act, found, campaign, row, words + (body.text or "").strip())
            CampaignMatter.create(matter=fields["matter"], list=found, place=row.place)
        if row.taken_out is not None:
            back = {"campaign": campaign.id, "places": 1}
            ledger.record(act, "campaign", found.id, "came_back", body=back, area=found.area_id)
        entry = ledger.record(
            act, "campaign", found.id, "visit", body={key: value for key, value in fields.items() if value},
            area=found.area_id,
        )  # fmt: skip
        uses.name(act.photos, "campaign", found.id, act.person.id if act.person is not None else None)
        if act.moment >= (row.at or 0):
            _keep(row, act.moment, body.outcome, bad, chosen, again, is_over)
            if not campaign.is_daily:
                _tell_register(row, again, entry.seq)
        CampaignList.update(seq=entry.seq, version=CampaignList.version + 1).where(
            CampaignList.id == found.id
        ).execute()
    return Outcome("campaign", found.id, entry.seq)


def variant_of(body: Any) -> str:
    """`joint` or `daily`, as the list is of which a visit's body, as it came, speaks; else ""."""
    which = body.get("campaign") if isinstance(body, dict) else None
    found = CampaignList.get_or_none(CampaignList.id == which) if isinstance(which, str) else None
    if found is None:
        return ""
    campaign = Campaign.get_by_id(found.campaign_id)
    return "joint" if campaign.is_joint else "daily" if campaign.is_daily else ""


def may_see(person: Person, list_: str) -> bool:
    """Whether the list is within the person's reach, and so the photos of its visits."""
    area = area_of(list_)
    return area is not None and permissions.may(person, "see_campaigns", area)


def area_of(list_: str) -> str | None:
    """Which grid's list it is, for the line on its photos."""
    found: CampaignList | None = CampaignList.get_or_none(CampaignList.id == list_)
    return found.area_id if found is not None else None


def _list_of(act: Act, body: CampaignVisitBody) -> tuple[CampaignList, Campaign]:
    reach = act.reach_for_facts()
    if not permissions.may(reach, checks.MAY) and not reach.units:
        raise Problem("no-post")
    found: CampaignList | None = CampaignList.get_or_none(CampaignList.id == body.campaign)
    campaign: Campaign | None = (
        Campaign.get_or_none(Campaign.id == found.campaign_id) if found is not None else None
    )
    if found is None or campaign is None:
        raise Problem(
            "list-not-yours"
        )  # the office makes the lists: one that is not here does not come later
    if not permissions.may(reach, checks.MAY, found.area_id) and not inspections.is_of_unit(
        reach, campaign, body.place
    ):
        raise Problem("list-not-yours")
    return found, campaign


def _pass_on(act: Act, found: CampaignList, campaign: Campaign, row: CampaignPlace, words: str) -> str:
    """The matter that is made; in a joint inspection it goes to the unit whose part it is, as was planned.

    A member of the unit makes it by the plan, as a desk of the grid would.
    """
    if not campaign.is_joint:
        return checks.pass_on(act, row.area, words, campaign.category)
    if not permissions.may(act.reach_for_facts(), "report"):
        mandate = Post(person=act.person, role="dispatcher", area=found.area_id)
        act = replace(act, lent=Reach(act.person.id if act.person else "", (mandate,)))
    made = checks.pass_on(act, row.area, words, campaign.category)
    unit = Unit.get_or_none(Unit.code == questions.unit_of(row.place))
    if unit is not None and unit.stands(clock.now()):
        step = Step(by_clock(), Matter.get_by_id(made), dispatch.MOVE.name, to=[("unit", unit.code)])
        dispatch.dispatch(step)
        step.finish()
    return made


def _place_of(found: CampaignList, campaign: Campaign, code: str) -> CampaignPlace:
    """The place on this list; one of its kinds that was entered since is put onto it."""
    row: CampaignPlace | None = CampaignPlace.get_or_none(
        CampaignPlace.list == found.id, CampaignPlace.place == code
    )
    if row is not None:
        return row
    if campaign.is_joint:
        raise Problem("bad-value", ("place", "no-place-of-list"))
    place: Place | None = Place.get_or_none(Place.code == code, Place.kind.in_(campaign.kinds))
    if place is None or not tree.is_below(place.area_id, {found.area_id}):
        raise Problem("bad-value", ("place", "no-place-of-list"))
    return CampaignPlace.create(list=found, place=code, name=place.name, area=place.area_id)


def _keep(
    row: CampaignPlace, moment: int, outcome: str, bad: list[str], chosen: dict[str, str], again: str | None, late: bool
) -> None:  # fmt: skip
    """The visit is the latest."""
    CampaignPlace.update(
        at=moment, outcome=outcome, bad=bad, chosen=chosen, again=again, late=late, taken_out=None
    ).where(CampaignPlace.list == row.list_id, CampaignPlace.place == row.place).execute()


def _tell_register(row: CampaignPlace, again: str | None, seq: int) -> None:
    """The register of places knows of another look, and no longer of the one that this was; `row` as it stood before."""
    place = Place.get_or_none(Place.code == questions.place_of(row.place))
    if place is None or again == row.again:
        return
    kept = [day for day in (place.again if place.again != row.again else None, again) if day]
    changed = {"again": min(kept, default=None), "seq": seq, "version": Place.version + 1}
    Place.update(changed).where(Place.code == place.code).execute()
