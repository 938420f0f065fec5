"""How far a campaign is and what it found, by area in the tree's order: each number is the count of a list of places or matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from app.areas.access.reach import Reach
from app.campaigns import serialize
from app.campaigns.models import Campaign, CampaignList, CampaignMatter, CampaignPlace, standing
from app.core import clock
from app.core.problems.problem import Problem
from app.matters.area_staff import Ground

# what is counted → whether a place is
COUNTED: dict[str, Callable[[CampaignPlace], bool]] = {
    "places": lambda row: True,
    "visited": lambda row: row.outcome is not None,
    "left": lambda row: row.outcome is None,
    "fine": lambda row: row.outcome == "fine",
    "mended": lambda row: row.outcome == "mended",
    "again": lambda row: row.outcome == "again",
    "passed_on": lambda row: row.outcome == "passed_on",
    "late": lambda row: bool(row.late),
}


@dataclass
class Line:
    """An area of the campaign, how deep it lies in it, and how many places there are which."""

    code: str
    name: str
    depth: int
    is_out: bool = False  # a grid that was taken out, of which an answer that was on its way counts
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Progress:
    """The campaign as one reader may know it; `total` over all lists within reach."""

    campaign: Campaign
    lists: tuple[CampaignList, ...]
    places: tuple[CampaignPlace, ...]
    matters: tuple[CampaignMatter, ...]
    lines: tuple[Line, ...]
    total: Counter[str]


def progress_of(campaign: Campaign, reach: Reach) -> Progress:
    """Everything within reach, read in three queries."""
    lists = tuple(serialize.lists_within(reach).where(CampaignList.campaign == campaign.id))
    ids = [row.id for row in lists]
    until = clock.today().isoformat() if campaign.is_daily else ""  # a day that has not come is not left
    every = sorted(standing(ids), key=lambda row: f"{row.area}~{row.place}")  # alike on every store
    places = tuple(row for row in every if not until or row.place <= until)
    matters = tuple(
        CampaignMatter.select().where(CampaignMatter.list.in_(ids)).order_by(CampaignMatter.matter)
    )
    total = Counter[str](dict.fromkeys((*COUNTED, "matters"), 0))
    counts = {row.id: Counter[str]() for row in lists}
    for place in places:
        counts[place.list_id].update(name for name, is_counted in COUNTED.items() if is_counted(place))
    for matter in matters:
        counts[matter.list_id]["matters"] += 1
    for each in counts.values():
        total.update(each)
    return Progress(campaign, lists, places, matters, _lines(campaign, reach, lists, counts), total)


def _lines(
    campaign: Campaign, reach: Reach, lists: tuple[CampaignList, ...], counts: dict[str, Counter[str]]
) -> tuple[Line, ...]:
    """The grids, each below the areas of the campaign that hold it and are the reader's to see."""
    ground, lines, paths = Ground(), dict[str, Line](), dict[str, tuple[str, ...]]()
    roots = set(campaign.areas)
    for row in lists:
        is_out = row.is_out(campaign)
        if is_out and not counts[row.id]["places"]:
            continue
        path = tuple(reversed(_up_to(ground.chain(row.area_id), roots)))
        for at, code in enumerate(path):
            if code != row.area_id and not reach.sees_area(code):
                continue
            line = lines.setdefault(code, Line(code, ground.name(code) or code, at))
            line.is_out = is_out and code == row.area_id
            line.counts.update(counts[row.id])
            paths[code] = path[: at + 1]
    return tuple(lines[code] for code in sorted(lines, key=lambda code: paths[code]))


def _up_to(chain: list[str], roots: set[str]) -> list[str]:
    """The chain from its area up to the first of the roots; the whole where none is in it any more."""
    at = next((number for number, code in enumerate(chain) if code in roots), 0)
    return list(chain[: at + 1])


def within(found: Progress, area: str) -> set[str]:
    """The ids of the lists in the area; of all of them where none is named. Problem not-found for an area that is none of its."""
    if not area:
        return {row.id for row in found.lists}
    if area not in {line.code for line in found.lines}:
        raise Problem("not-found")
    ground = Ground()
    return {row.id for row in found.lists if area in ground.chain(row.area_id)}


def counted(found: Progress, of: str, choice: str, area: str) -> list[CampaignPlace]:
    """The places behind a number: of `COUNTED`, or of a question where it is not so or where `choice` was chosen.

    Problem not-found for what is not counted.
    """
    here = within(found, area)
    asked = {one["id"]: one for one in found.campaign.questions}
    if of in asked:
        if choice and choice not in asked[of].get("choices", ()):
            raise Problem("not-found")
        is_counted: Callable[[CampaignPlace], bool] = (
            (lambda row: row.chosen.get(of) == choice) if choice else (lambda row: of in row.bad)
        )
    elif of in COUNTED and not choice:
        is_counted = COUNTED[of]
    else:
        raise Problem("not-found")
    return [row for row in found.places if row.list_id in here and is_counted(row)]


def matters(found: Progress, area: str) -> list[CampaignMatter]:
    """The matters that were made of what was found there."""
    here = within(found, area)
    return [row for row in found.matters if row.list_id in here]
