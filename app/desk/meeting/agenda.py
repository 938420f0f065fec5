"""What a grid's meeting talks about: what waits for whom, what was said of gaps, calls nobody answered, places due, buildings nobody saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.areas import tree
from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock
from app.core.problems.problem import Problem
from app.core.words import translate
from app.matters.models import CLOSED, VOID, Matter
from app.matters.queries import lists
from app.matters.views import rows
from app.patrol import grid_day
from app.people.models import Person
from app.places import due, kinds

MATTERS_MOST = 40  # more do not fit on the page, which says how many more there are
PLACES_MOST = 15


@dataclass(frozen=True)
class Agenda:
    """The page of one grid. `waits`: (who, their matters), by name; `day`: as the lead's phone has it (`grid_day`)."""

    grid: Area
    waits: list[tuple[str, list[dict[str, Any]]]]
    more: int  # matters that do not fit
    day: dict[str, Any]
    places: list[dict[str, Any]]
    buildings: dict[str, str]  # code → name, of those nobody saw


def grids_of(person: Person) -> list[dict[str, Any]]:
    """The grids that the person leads, as their day is told. Problem forbidden for whoever leads none."""
    grids: list[dict[str, Any]] = grid_day.grids_of(person)["grids"]
    if not grids:
        raise Problem("forbidden")
    return grids


def of_grid(person: Person, code: str, language: str) -> Agenda:
    """The page of a grid that the person leads, the first of them where none is named. Problems: forbidden, not-found."""
    grids = grids_of(person)
    day = next((one for one in grids if one["area"] == code), None) if code else grids[0]
    if day is None:
        raise Problem("not-found")
    grid = Area.get_by_id(day["area"])
    wanted = Matter.select().where(
        tree.lies_below(Matter.area, [grid.code]),
        Matter.state.not_in((CLOSED, VOID)),
        lists.in_reach(reach_of(person)),
    )
    found = list(wanted.order_by(Matter.due.is_null(), Matter.due, Matter.received_at).limit(MATTERS_MOST))
    seen = [one["code"] for one in day["unvisited"]["buildings"]]
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(seen)).tuples())
    light = rows.many_for_person(found, person, language)
    return Agenda(
        grid,
        _by_holder(light),
        wanted.count() - len(found),
        day,
        _places(grid, language),
        {code: names[code] for code in seen},
    )


def _by_holder(light: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """In the order of names: whoever has much stands above nobody for it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in light:
        found.setdefault(one["holder_name"], []).append(one)
    return sorted(found.items())


def _places(grid: Area, language: str) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {
            "name": place.name,
            "where": place.area.name,
            "kind": translate(kinds.WORDS[place.kind], language),
            "due": on.isoformat(),
        }
        for on, place in due.due_by(due.places_at([grid.code]), today)[:PLACES_MOST]
    ]
