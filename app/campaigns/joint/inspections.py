"""综合查一次: several units look at a place on one day, each by its own questions, instead of one after the other."""

from __future__ import annotations

from typing import Any

from app.areas.access import chosen, permissions
from app.areas.access.reach import Reach, reach_of
from app.campaigns import opening, questions, serialize
from app.campaigns.models import Campaign, CampaignList, CampaignPlace, CampaignUnit, standing
from app.campaigns.opening import Stop
from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.ledger import record as ledger
from app.ledger.act import by_web
from app.matters import categories
from app.people.models import Person
from app.places import named
from app.places.models import Place

Parts = list[dict[str, Any]]  # questions with their `unit`


def plan(
    by: Person, id: str, name: str, category: str, day: str, lists: dict[str, list[Place]], parts: Parts
) -> Campaign:  # fmt: skip
    """The inspection on that day, with a part for each unit at each of the places (`places_for`); the same form again is the same.

    Problem bad-value, naming the field.
    """
    title = opening.title_of(name)
    categories.require(category)
    if decode.date(day, "day") < clock.today():
        raise Problem("bad-value", ("day", "today-or-later"))
    on, _ = opening.days_of(day, day)
    with db.transaction():
        known: Campaign | None = Campaign.get_or_none(Campaign.id == id)
        if known is not None:
            return known
        stops = {
            grid: stops_of([(one.code, one.name, one.area_id) for one in rows], parts)
            for grid, rows in lists.items()
        }
        if sum(len(each) for each in stops.values()) > opening.PLACES_MOST:
            raise Problem("bad-value", ("areas", "too-many-places", {"most": opening.PLACES_MOST}))
        kinds = sorted({one.kind for rows in lists.values() for one in rows})
        made: Campaign = Campaign.create(
            id=id, name=title, category=category, first=on, last=on, areas=sorted(lists), kinds=kinds, questions=parts, by=by,
        )  # fmt: skip
        lists_made = opening.make_lists(by, made, stops)
        for row in lists_made:
            name_units(row, parts)
        opening.begin(by_web(by), made, [row.id for row in lists_made])  # the day is to be kept free from now
    return made


def require_one_way(place: str, *others: list[str]) -> None:
    """One place, or what is ticked: never the one with the other dropped. Problem bad-value."""
    if place and any(others):
        raise Problem("bad-value", ("place", "place-alone"))


def places_for(
    by: Person, place: str, areas: list[str], of: list[str], *, is_of_kinds: bool = False
) -> dict[str, list[Place]]:
    """Grid → places: the one that is meant by this code, name or part of it, else those of these kinds in these areas.

    is_of_kinds: a place that is named is one of these kinds, too. Problem bad-value; SeveralMeant.
    """
    reach = reach_of(by)
    if place:
        roots = permissions.areas_for(reach, opening.MAY)
        return opening.by_grid([named.meant(roots, place, "place", of if is_of_kinds else ())])
    found = opening.places_of(chosen.areas(by, opening.MAY, areas), opening.kinds_of(of))
    if not found:
        raise Problem("bad-value", ("kinds", "no-places-there"))
    return found


def planned(reach: Reach, lists: dict[str, list[Place]]) -> list[tuple[Campaign, bool]]:
    """Inspections that are still to come and go to one of these places, and whether they go to exactly these."""
    wanted = {one.code for rows in lists.values() for one in rows}
    found = []
    for campaign in serialize.campaigns_for(reach):
        if campaign.ended is not None or not campaign.is_joint:
            continue
        rows = (
            CampaignPlace.select(CampaignPlace.place)
            .join(CampaignList)
            .where(CampaignList.campaign == campaign.id)
        )
        there = {questions.place_of(row.place) for row in rows.where(CampaignPlace.taken_out.is_null())}
        if there & wanted:
            found.append((campaign, there == wanted))
    return found


def join(by: Person, campaign: Campaign, parts: Parts) -> None:
    """The units come along on the day that is planned already; those that have a part there keep the one they have."""
    for area in campaign.areas:
        permissions.require(by, opening.MAY, area)
    act = by_web(by)
    with db.transaction():
        fresh = Campaign.get_by_id(campaign.id)
        if fresh.ended is not None:
            raise Problem("bad-value", ("join", "inspection-over"))
        there = {one["unit"] for one in fresh.questions}
        count = len(fresh.questions)
        added = [{**one, "id": f"q{count + number}"} for number, one in enumerate([one for one in parts if one["unit"] not in there], 1)]  # fmt: skip
        if not added:
            return
        Campaign.update(questions=[*fresh.questions, *added]).where(Campaign.id == fresh.id).execute()
        came = sorted({one["unit"] for one in added})
        lists = CampaignList.select().where(CampaignList.campaign == fresh.id, CampaignList.closed.is_null())
        for row in lists.order_by(CampaignList.area):
            rows = standing([row.id])
            held = {
                questions.place_of(one.place): (
                    questions.place_of(one.place),
                    one.name.rpartition(" · ")[0],
                    one.area,
                )
                for one in rows
            }
            opening.add_stops(row, stops_of(list(held.values()), added))
            name_units(row, added)
            entry = ledger.record(
                act,
                "campaign",
                row.id,
                "joined",
                body={"campaign": fresh.id, "units": came},
                area=row.area_id,
            )
            CampaignList.update(seq=entry.seq, version=CampaignList.version + 1).where(
                CampaignList.id == row.id
            ).execute()
        opening.begin(act, fresh, [row.id for row in lists], came)


def stops_of(places: list[Stop], parts: Parts) -> list[Stop]:
    """A part of each unit at each place."""
    units = {one["unit"]: one["unit_name"] for one in parts}
    return [
        (questions.part(code, unit), f"{name} · {words}", area)
        for code, name, area in places
        for unit, words in units.items()
    ]


def name_units(row: CampaignList, parts: Parts) -> None:
    CampaignUnit.insert_many(
        [{"list": row.id, "unit": unit} for unit in sorted({one["unit"] for one in parts})]
    ).execute()


def is_of_unit(reach: Reach, campaign: Campaign, stop: str) -> bool:
    """Whether the reader acts for the unit whose part this is."""
    return campaign.is_joint and questions.unit_of(stop) in reach.units
