"""A campaign is opened for areas and kinds of places, which makes a list for each grid there, and ends by hand or on its last day."""

from __future__ import annotations

import datetime as dt

from peewee import chunked

from app.areas import tree
from app.areas.access import chosen, permissions
from app.areas.models import GRID_KINDS, Area
from app.campaigns import questions
from app.campaigns.models import Campaign, CampaignList, CampaignPlace, standing
from app.core import clock, db, decode, ids, typed
from app.core.problems.problem import Problem
from app.ledger import record as ledger
from app.ledger.act import Act, by_clock, by_web
from app.matters import categories
from app.matters.area_staff import Ground
from app.matters.residents import public_words
from app.people.models import Person
from app.places import due, kinds
from app.places.models import Place

MAY = "open_campaign"
DAILY = "daily"  # instead of kinds of places: each grid on each day
NAME_MOST, PLACE_MOST = 40, 60  # signs of its name, and of that of a place
PLACES_MOST = 5000
DAYS_MOST = 366  # ahead
BATCH = 200

Stop = tuple[str, str, str]  # a place's code, name and area; or a day twice, and the grid


class AlikeThere(Problem):
    """There is one of this name already, on some of the days in some of the areas: `campaigns`."""

    def __init__(self, campaigns: list[Campaign]) -> None:
        first = campaigns[0]
        days = {"first": first.first, "last": first.last}
        super().__init__("bad-value", ("name", "campaign-there", {"name": first.name, **days}))
        self.campaigns = campaigns


def open_campaign(
    by: Person, id: str, name: str, category: str, days: tuple[str, str], areas: list[str], of: list[str], asked: str,
    *, is_another: bool = False,
) -> Campaign:  # fmt: skip
    """The campaign with a list for each grid of these areas that has such places; the same form again is the same campaign.

    `days`: its first and last; `of`: kinds of places, or `DAILY`; `asked`: a question a line. Problem bad-value, naming the field;
    forbidden where another decides. AlikeThere unless it is to be another one all the same (`is_another`).
    """
    title = title_of(name)
    categories.require(category)
    first, last = days_of(*days)
    roots = chosen.areas(by, MAY, areas)
    kinds_of([one for one in of if one != DAILY] or ([] if DAILY not in of else list(kinds.KINDS)))
    if DAILY in of and len(set(of)) > 1:
        raise Problem("bad-value", ("kinds", "daily-alone"))
    written = questions.parse(asked)
    with db.transaction():
        known: Campaign | None = Campaign.get_or_none(Campaign.id == id)
        if known is not None:
            return known
        if DAILY in of and first < clock.today().isoformat():  # nobody looks on a day that has gone by
            raise Problem("bad-value", ("first", "period-past"))
        others = [] if is_another else alike(title, (first, last), roots)
        if others:
            raise AlikeThere(others)
        lists = (
            days_of_grids(roots, first, last)
            if DAILY in of
            else {
                grid: [(one.code, one.name, one.area_id) for one in rows]
                for grid, rows in places_of(roots, of).items()
            }
        )
        if not lists:
            raise Problem(
                "bad-value", ("areas", "no-grids-there") if DAILY in of else ("kinds", "no-places-there")
            )
        campaign: Campaign = Campaign.create(
            id=id, name=title, category=category, first=first, last=last, areas=roots,
            kinds=[kind for kind in kinds.KINDS if kind in of], questions=written, by=by,
        )  # fmt: skip
        made = make_lists(by, campaign, lists)
        if first <= clock.today().isoformat():
            begin(by_web(by), campaign, [row.id for row in made])
    return campaign


def alike(title: str, days: tuple[str, str], roots: list[str]) -> list[Campaign]:
    """Those of this name that are not over, on some of these days and in some of these areas."""
    first, last = days
    lasting = Campaign.select().where(
        Campaign.ended.is_null(), Campaign.first <= last, Campaign.last >= first
    )
    name, wanted = typed.plain(title).casefold(), frozenset(roots)
    return [
        one
        for one in lasting.order_by(Campaign.first, Campaign.id)
        if typed.plain(one.name).casefold() == name
        and not one.is_joint
        and _meet(frozenset(one.areas), wanted)
    ]


def _meet(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether an area of the one is one of the others, or lies below or above one."""
    return any(tree.is_below(code, others) for code in some) or any(
        tree.is_below(code, some) for code in others
    )


def make_lists(
    by: Person, campaign: Campaign, lists: dict[str, list[Stop]], verb: str = "opened"
) -> list[CampaignList]:
    """A list for each of these grids."""
    act, made = by_web(by), []
    for area, stops in sorted(lists.items()):
        which = ids.uuid7()
        body = {"campaign": campaign.id, "name": campaign.name, "places": len(stops)}
        entry = ledger.record(act, "campaign", which, verb, body=body, area=area)
        made.append(CampaignList.create(id=which, campaign=campaign, area=area, seq=entry.seq))
        add_stops(made[-1], stops)
    return made


def begin(act: Act, campaign: Campaign, lists: list[str], units: list[str] | None = None) -> None:
    """Say in the ledger that it begins there, from which those who have these lists are told; `units`: those alone."""
    body = {"campaign": campaign.id, "lists": lists, **({"units": units} if units is not None else {})}
    ledger.record(act, "campaign", campaign.id, "begun", body=body, area=campaign.areas[0])
    Campaign.update(begun=act.at).where(Campaign.id == campaign.id, Campaign.begun.is_null()).execute()


def begin_those_due() -> int:
    """Said to have begun: those whose first day has come. How many."""
    due_now = Campaign.select().where(
        Campaign.ended.is_null(), Campaign.begun.is_null(), Campaign.first <= clock.today().isoformat()
    )
    return sum(_begin_by_clock(campaign) for campaign in list(due_now))


def _begin_by_clock(campaign: Campaign) -> bool:
    with db.transaction():
        fresh = Campaign.get_by_id(campaign.id)
        if fresh.ended is not None or fresh.begun is not None:
            return False
        begin(by_clock(), fresh, _open_lists(fresh))
    return True


def say_it_ends() -> int:
    """Said to end tomorrow: those that have lasted since yesterday at least, to the grids that have places left. How many.

    Of a day (综合查一次) and of each day anew (重要时段保障) nobody is reminded: they stand on Today as long as they last.
    """
    today = clock.today()
    ending = Campaign.select().where(
        Campaign.ended.is_null(), Campaign.near_told.is_null(),
        Campaign.first < today.isoformat(), Campaign.last == (today + dt.timedelta(days=1)).isoformat(),
    )  # fmt: skip
    found = [campaign for campaign in list(ending) if not campaign.is_daily and not campaign.is_joint]
    return sum(_say_it_ends(campaign) for campaign in found)


def _say_it_ends(campaign: Campaign) -> bool:
    act = by_clock()
    with db.transaction():
        fresh = Campaign.get_by_id(campaign.id)
        if fresh.ended is not None or fresh.near_told is not None:
            return False
        left = standing(_open_lists(campaign)).where(CampaignPlace.outcome.is_null())
        lists = sorted({row.list_id for row in left})
        if lists:
            body = {"campaign": campaign.id, "lists": lists}
            ledger.record(act, "campaign", campaign.id, "near_end", body=body, area=campaign.areas[0])
        Campaign.update(near_told=act.at).where(Campaign.id == campaign.id).execute()
    return bool(lists)


def _open_lists(campaign: Campaign) -> list[str]:
    rows = CampaignList.select().where(CampaignList.campaign == campaign.id, CampaignList.closed.is_null())
    return [row.id for row in rows.order_by(CampaignList.area)]


def add_stops(row: CampaignList, stops: list[Stop]) -> None:
    """Put these onto the list."""
    rows = [{"list": row.id, "place": code, "name": name, "area": at} for code, name, at in stops]
    for part in chunked(rows, BATCH):
        CampaignPlace.insert_many(part).execute()


def end(by: Person, campaign: Campaign) -> None:
    """It is over: the lists leave the phones, what is still on its way counts. Asking twice is harmless."""
    for area in campaign.areas:
        permissions.require(by, MAY, area)
    _end(by_web(by), campaign)


def end_those_over() -> int:
    """Ended by themselves: those whose last day has gone by. How many."""
    over = Campaign.select().where(Campaign.ended.is_null(), Campaign.last < clock.today().isoformat())
    return sum(_end(by_clock(), campaign) for campaign in list(over))


def _end(act: Act, campaign: Campaign) -> bool:
    with db.transaction():
        if Campaign.get_by_id(campaign.id).ended is not None:
            return False
        open_ = CampaignList.select().where(
            CampaignList.campaign == campaign.id, CampaignList.closed.is_null()
        )
        for row in open_.order_by(CampaignList.area):
            entry = ledger.record(
                act, "campaign", row.id, "ended", body={"campaign": campaign.id}, area=row.area_id
            )
            CampaignList.update(closed=act.at, seq=entry.seq, version=CampaignList.version + 1).where(
                CampaignList.id == row.id
            ).execute()
        Campaign.update(ended=act.at, ended_by=act.person).where(Campaign.id == campaign.id).execute()
    return True


def title_of(name: str) -> str:
    """What it is called. Problem bad-value."""
    title = name.strip()
    if not title or len(title) > NAME_MOST:
        raise Problem("bad-value", ("name", "too-long", {"most": NAME_MOST}) if title else ("name", "missing"))  # fmt: skip
    if public_words.has_personal_number(title):
        raise Problem("bad-value", ("name", "personal-number"))
    return title


def kinds_of(of: list[str]) -> list[str]:
    """Kinds of places. Problem bad-value."""
    if not of or not set(of) <= set(kinds.KINDS):
        raise Problem("bad-value", ("kinds", "not-a-choice" if of else "missing"))
    return of


def days_of(first: str, last: str) -> tuple[str, str]:
    """Both days. Problem bad-value."""
    begins, ends, today = decode.date(first, "first"), decode.date(last, "last"), clock.today()
    latest = today + dt.timedelta(days=DAYS_MOST)
    if ends < max(begins, today):
        raise Problem("bad-value", ("last", "campaign-days"))
    if ends > latest:
        raise Problem("bad-value", ("last", "plan-too-far", {"last": latest.isoformat()}))
    return begins.isoformat(), ends.isoformat()


def places_of(roots: list[str], of: list[str]) -> dict[str, list[Place]]:
    """Grid → its places of these kinds that are there today. Problem bad-value."""
    rows = list(due.places_at(roots).where(Place.kind.in_(of)).limit(PLACES_MOST + 1))
    if len(rows) > PLACES_MOST:
        raise Problem("bad-value", ("areas", "too-many-places", {"most": PLACES_MOST}))
    return by_grid(rows)


def by_grid(rows: list[Place]) -> dict[str, list[Place]]:
    """Grid → its places; one that lies in no grid is with its own area."""
    ground, found = Ground(), dict[str, list[Place]]()
    for row in rows:
        found.setdefault(ground.grid_of(row.area_id) or row.area_id, []).append(row)
    return found


def days_of_grids(roots: list[str], first: str, last: str) -> dict[str, list[Stop]]:
    """Grid → each of the days, for the grids there that stand on the first, or today where that is later."""
    begins, count = (
        dt.date.fromisoformat(first),
        (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1,
    )
    days = [(begins + dt.timedelta(days=number)).isoformat() for number in range(count)]
    standing = max(first, clock.today().isoformat())
    grids = Area.select(Area.code).where(
        Area.code.in_(tree.below(*roots)),
        Area.kind.in_(GRID_KINDS),
        Area.begins <= standing,
        Area.ends >= standing,
    )
    codes = [code for (code,) in grids.order_by(Area.code).limit(PLACES_MOST + 1).tuples()]
    if len(codes) * count > PLACES_MOST:
        raise Problem("bad-value", ("areas", "too-many-days-of-grids", {"most": PLACES_MOST}))
    return {code: [(day, day, code) for day in days] for code in codes}
