"""While a campaign lasts: places and areas that are added to it, and taken out where nobody was yet; and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas import tree
from app.areas.access import chosen, permissions
from app.areas.access.reach import Reach
from app.campaigns import opening, serialize
from app.campaigns.joint import inspections
from app.campaigns.models import Campaign, CampaignList, CampaignPlace, standing
from app.campaigns.opening import MAY, Stop
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.ledger import record as ledger
from app.ledger import sentences
from app.ledger.act import Act, by_web
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.people.models import Person

PLACE_THERE = mark("{place}（{where}）")
Named = dict[tuple[str, str], str]  # list and place → what the place is called
NAMED_MOST = 5  # areas that a line of the history names


def may(reach: Reach, campaign: Campaign) -> bool:
    """Whether the reader may change it or end it."""
    return campaign.ended is None and all(permissions.may(reach, MAY, area) for area in campaign.areas)


def add(by: Person, campaign: Campaign, areas: list[str], place: str) -> int:
    """Put onto it what is there in these areas, or the one place that is meant by this code or name; how many places that are new.

    In an important period each grid is asked from today on. Problem bad-value, naming the field; SeveralMeant; forbidden.
    """
    act = by_web(by)
    with db.transaction():
        fresh = _open(by, campaign, "areas")
        lists = {row.area_id: row for row in CampaignList.select().where(CampaignList.campaign == fresh.id)}
        held = {row.id: {one.place: one for one in _rows(row)} for row in lists.values()}
        there = {
            one.place
            for row in lists.values()
            if row.closed is None
            for one in held[row.id].values()
            if one.taken_out is None
        }
        wanted = {
            grid: [
                stop for stop in stops if not (_is_on(held, lists, grid, stop) if fresh.is_daily else stop[0] in there)
            ]
            for grid, stops in _found(by, fresh, areas, place).items()
        }  # fmt: skip
        wanted = {grid: stops for grid, stops in wanted.items() if stops}
        count = sum(len(stops) for stops in wanted.values())
        if not count:
            raise Problem("bad-value", ("place" if place else "areas", "all-there"))
        if len(there) + count > opening.PLACES_MOST:
            raise Problem("bad-value", ("areas", "too-many-places", {"most": opening.PLACES_MOST}))
        new = {grid: stops for grid, stops in wanted.items() if grid not in lists}
        made = opening.make_lists(by, fresh, new, "added")
        for row in made if fresh.is_joint else ():
            inspections.name_units(row, fresh.questions)
        for grid in sorted(wanted.keys() - new.keys()):
            row = lists[grid]
            if row.closed is not None:
                made.append(row)
            _put(row, wanted[grid], held[row.id])
            _tell(act, fresh, row, "added", len(wanted[grid]), closed=None)
        _widen(fresh, [grid for grid in wanted if place] or areas)
        if made and fresh.begun is not None:
            opening.begin(act, fresh, [row.id for row in made])
    return count


def take_out(by: Person, campaign: Campaign, area: str, stop: tuple[str, str] | None) -> int:
    """Take the places off where nobody was yet: one (its list and code), or those of an area; how many.

    Whoever was there all the same, without a signal, puts the place back by saying so. Problem bad-value; forbidden.
    """
    act = by_web(by)
    with db.transaction():
        fresh = _open(by, campaign, "area")
        lists = list(CampaignList.select().where(CampaignList.campaign == fresh.id))
        rows = list(standing([row.id for row in lists]))
        left = [
            row for row in rows
            if row.outcome is None
            and ((row.list_id, row.place) == stop if stop else tree.is_below(row.area, {area}))
        ]  # fmt: skip
        if not left:
            raise Problem("bad-value", ("area", "visited-there"))
        gone = {(row.list_id, row.place) for row in left}
        kept = [row for row in rows if (row.list_id, row.place) not in gone]
        areas = _kept_areas(fresh, left, kept)
        if not kept or not areas:
            raise Problem("bad-value", ("area", "none-would-be-left"))
        for row in lists:
            here = [one.place for one in left if one.list_id == row.id]
            if not here:
                continue
            CampaignPlace.update(taken_out=act.at).where(
                CampaignPlace.list == row.id, CampaignPlace.place.in_(here)
            ).execute()
            is_empty = not any(one.list_id == row.id for one in kept)
            _tell(
                act, fresh, row, "taken_out", len(here), act.at if is_empty else None, stop[1] if stop else ""
            )
        Campaign.update(areas=areas).where(Campaign.id == fresh.id).execute()
    return len(left)


def _open(by: Person, campaign: Campaign, field: str) -> Campaign:
    """As it stands now. Problem bad-value where it has ended; forbidden."""
    for area in campaign.areas:
        permissions.require(by, MAY, area)
    fresh: Campaign = Campaign.get_by_id(campaign.id)
    if fresh.ended is not None:
        raise Problem("bad-value", (field, "campaign-over"))
    return fresh


def _found(by: Person, campaign: Campaign, areas: list[str], place: str) -> dict[str, list[Stop]]:
    """Grid → what is asked there."""
    if campaign.is_daily:
        first = max(campaign.first, clock.today().isoformat())
        found = opening.days_of_grids(chosen.areas(by, MAY, areas), first, campaign.last)
        if not found:
            raise Problem("bad-value", ("areas", "no-grids-there"))
        return found
    lists = inspections.places_for(by, place, areas, campaign.kinds, is_of_kinds=not campaign.is_joint)
    plain = {grid: [(one.code, one.name, one.area_id) for one in rows] for grid, rows in lists.items()}
    return {grid: inspections.stops_of(rows, campaign.questions) if campaign.is_joint else rows for grid, rows in plain.items()}  # fmt: skip


def _rows(row: CampaignList) -> list[CampaignPlace]:
    return list(CampaignPlace.select().where(CampaignPlace.list == row.id))


def _is_on(
    held: dict[str, dict[str, CampaignPlace]], lists: dict[str, CampaignList], grid: str, stop: Stop
) -> bool:
    row = held[lists[grid].id].get(stop[0]) if grid in lists and lists[grid].closed is None else None
    return row is not None and row.taken_out is None


def _put(row: CampaignList, stops: list[Stop], held: dict[str, CampaignPlace]) -> None:
    """Onto a list that is there; what was taken off it stands there again."""
    back = [stop[0] for stop in stops if stop[0] in held]
    if back:
        CampaignPlace.update(taken_out=None).where(
            CampaignPlace.list == row.id, CampaignPlace.place.in_(back)
        ).execute()
    opening.add_stops(row, [stop for stop in stops if stop[0] not in held])


def _tell(
    act: Act, campaign: Campaign, row: CampaignList, verb: str, count: int, closed: int | None, place: str = ""
) -> None:  # fmt: skip
    """Say in the ledger what became of the list, or of this one place, and so to the phones that have it."""
    body = {"campaign": campaign.id, "places": count, **({"place": place} if place else {})}
    entry = ledger.record(act, "campaign", row.id, verb, body=body, area=row.area_id)
    CampaignList.update(closed=closed, seq=entry.seq, version=CampaignList.version + 1).where(
        CampaignList.id == row.id
    ).execute()


def _widen(campaign: Campaign, areas: list[str]) -> None:
    every = sorted({*campaign.areas, *areas})
    roots = [code for code in every if not set(tree.chain(code)[1:]).intersection(every)]
    Campaign.update(areas=roots).where(Campaign.id == campaign.id).execute()


def _kept_areas(campaign: Campaign, left: list[CampaignPlace], kept: list[CampaignPlace]) -> list[str]:
    """Its areas without those of which everything is taken out."""
    gone, stays = ({code for area in {row.area for row in rows} for code in tree.chain(area)} for rows in (left, kept))  # fmt: skip
    return [code for code in campaign.areas if code not in gone or code in stays]


@dataclass(frozen=True)
class Line:
    """What happened to a campaign at a moment, when the office heard of it: in words, at how many places, and where."""

    at: int
    words: str
    places: int
    where: tuple[str, ...]
    more: int  # areas that are not named


def history(campaign: Campaign, reach: Reach, language: str) -> list[Line]:
    """How it was opened, changed and ended, as far as it lies within reach; the newest first, an act over many grids is one line."""
    lists = [row.id for row in serialize.lists_within(reach).where(CampaignList.campaign == campaign.id)]
    entries = list(
        Entry.select()
        .where(Entry.kind == "campaign", Entry.subject.in_([*lists, campaign.id]), Entry.verb != "visit")
        .order_by(Entry.seq)
    )
    by_act: dict[tuple[str, int, str | None], list[Entry]] = {}
    for entry in entries:
        if entry.verb == "came_back":  # one phone after the other, and not who had been there
            key = entry.verb, entry.received // clock.MINUTE, None
        else:
            key = entry.verb, entry.received // clock.SECOND, entry.by
        by_act.setdefault(key, []).append(entry)
    names = sentences.Names(people=dict(Person.select(Person.id, Person.name).where(Person.id.in_([one.by for one in entries if one.by])).tuples()))  # fmt: skip
    ground = Ground()
    ground.learn({one.area for one in entries if one.area})
    places = _places_named(entries)
    found = [_line(together, names, places, ground, language) for together in by_act.values()]
    return sorted(found, key=lambda line: line.at, reverse=True)


def _places_named(entries: list[Entry]) -> Named:
    """What single places are called of which an entry tells."""
    alone = {(one.subject, one.body["place"]) for one in entries if (one.body or {}).get("place")}
    rows = CampaignPlace.select().where(
        CampaignPlace.list.in_([which for which, _ in alone]),
        CampaignPlace.place.in_([code for _, code in alone]),
    )
    return {(row.list_id, row.place): row.name for row in rows}


def _where(entry: Entry, places: Named, ground: Ground, language: str) -> str:
    """The area of it, with the place where it tells of one alone."""
    name = ground.name(entry.area) or entry.area
    place = places.get((entry.subject, (entry.body or {}).get("place", "")))
    return translate(PLACE_THERE, language, place=place, where=name) if place else name


def _line(
    together: list[Entry], names: sentences.Names, places: Named, ground: Ground, language: str
) -> Line:
    first = together[0]
    is_whole = first.verb in ("begun", "near_end", "ended")
    there = [] if is_whole else [one for one in together if one.area]
    where = tuple(dict.fromkeys(_where(one, places, ground, language) for one in there))
    count = sum(int((one.body or {}).get("places", 0)) for one in together)
    return Line(
        first.received, sentences.sentence(first, names, language), count, where[:NAMED_MOST], max(len(where) - NAMED_MOST, 0)
    )  # fmt: skip
