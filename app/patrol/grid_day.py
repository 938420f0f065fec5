"""A grid's day as its lead sees it: who walks, what nobody answered, what is urgent, what waits for a yes or no, where nobody was."""

from __future__ import annotations

from typing import Any

from peewee import Expression, ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.duty import absences
from app.areas.models import GRID_KINDS, Area, Post, Unit
from app.core import clock
from app.core.prepared import given
from app.matters.models import REPORTED, WORKING, Call, Matter
from app.matters.queries import lists, walks
from app.matters.queries.alike import AnyReach, Judge
from app.matters.queries.walks import Walk
from app.matters.terms import TO_DO
from app.patrol import access, day
from app.patrol.models import Gap, Patrol, PatrolArea
from app.patrol.visits import coverage
from app.people.models import Person

MOST = 50  # of each kind; a grid with more of them has other worries than a list
BUILDINGS = 12


def grids_of(person: Person) -> dict[str, Any]:
    """The day of each grid the person leads, by code; `as_of` is the moment it tells of. None of them for anybody else.

    Matters are named by id alone: whoever leads has them already, each with what they may read of it.
    """
    reach = reach_of(person)
    return {
        "as_of": clock.rfc3339(clock.now()),
        "grids": [_grid(person, reach, area) for area in _led(reach)],
    }


def _led(reach: Reach) -> list[Area]:
    roots = access.led(reach, permissions.TABLE["see_grid_day"])
    today = clock.today().isoformat()
    rows = Area.select().where(
        Area.code.in_(tree.below(*roots)), Area.kind.in_(GRID_KINDS), Area.begins <= today, Area.ends >= today
    )
    return list(rows.order_by(Area.code))


def _grid(person: Person, reach: Reach, grid: Area) -> dict[str, Any]:
    urgent, untaken = (_ids(grid, reach, which) for which in ("urgent", "untaken"))
    return {
        "area": grid.code,
        "name": grid.name,
        "walkers": _walkers(grid),
        "emergencies": urgent,
        "untaken": untaken,
        "calls": _calls(grid, reach),
        "explanations": _explanations(person, grid),
        "unvisited": coverage.unvisited(grid, BUILDINGS),
    }


def _inside(reach: AnyReach, grid: Any) -> Expression:
    return lists.in_reach(reach) & tree.lies_below(Matter.area, [grid])


# which of the grid's matters are named
NAMED = {
    "urgent": (Matter.urgency == "emergency") & Matter.state.in_(WORKING),
    "untaken": (Matter.state == REPORTED) & (Matter.urgency != "emergency"),
}


def _ids(grid: Area, reach: Reach, which: str) -> list[str]:
    """The ids of matters of the grid, in the order of every list: by what their rows show."""
    judge = Judge(
        reach,
        ("grid's day", which),
        lambda holes, _: _inside(holes, given("grid")) & NAMED[which],
        {"grid": grid.code},
    )
    walk = Walk(walks.area_terms([grid.code]), (TO_DO,))
    return walks.ids([walk], judge, MOST)


def _walkers(grid: Area) -> list[dict[str, Any]]:
    """Those with a field post there today, by name, and of each half-day whether a round is under way or done: never a place."""
    today = clock.today()
    date = today.isoformat()
    persons = (
        Person.select()
        .join(Post, on=(Post.person == Person.id))
        .where(Post.role.in_(permissions.TABLE["walk"]), Post.area.in_(tree.below(grid.code)))
        .where(Post.begins <= date, Post.ends >= date, Person.ended.is_null())
        .distinct()
        .order_by(Person.name, Person.id)
    )
    begins, ends = day.bounds(today)
    rounds = (
        Patrol.select()
        .where(Patrol.started >= begins, Patrol.started < ends, Patrol.id.in_(_covering(grid)))
        .order_by(Patrol.started)
    )
    halves: dict[str, dict[str, str]] = {}
    for row in rounds:
        half = "am" if day.is_morning(row.started) else "pm"
        halves.setdefault(row.person_id, {})[half] = "under_way" if row.is_open() else "done"
    return [
        {
            "person": row.id,
            "name": row.name,
            **{half: halves.get(row.id, {}).get(half) for half in ("am", "pm")},
        }
        for row in persons
        if not absences.is_absent(row.id, today)
    ]


def _covering(grid: Area) -> ModelSelect:
    return PatrolArea.select(PatrolArea.patrol).where(PatrolArea.area.in_(tree.below(grid.code)))


def _calls(grid: Area, reach: Reach) -> list[dict[str, Any]]:
    """Whistles that the called unit has not answered, the longest due first."""
    rows = (
        Call.select(Call.matter, Call.unit, Call.at, Call.due, Unit.name)
        .join(Unit, on=(Call.unit == Unit.code))
        .join(Matter, on=(Call.matter == Matter.id))
        .where(Call.state == "open", _inside(reach, grid.code))
        .order_by(Call.due)
        .limit(MOST)
    )
    return [
        {
            "matter": row["matter"],
            "unit": row["unit"],
            "unit_name": row["name"],
            "at": clock.rfc3339(row["at"]),
            "late_at": clock.rfc3339(row["due"]),
        }
        for row in rows.dicts()
    ]


def _explanations(person: Person, grid: Area) -> list[dict[str, Any]]:
    """Sentences of others to stretches without a position that nobody has said yes or no to, the oldest first."""
    rows = (
        Gap.select(Gap, Patrol, Person)
        .join(Patrol, on=(Gap.patrol == Patrol.id))
        .join(Person, on=(Patrol.person == Person.id))
        .where(Gap.text.is_null(False), Gap.judged_at.is_null(), Patrol.person != person.id)
        .where(Patrol.id.in_(_covering(grid)))
        .order_by(Gap.begins)
        .limit(MOST)
    )
    return [
        {
            "patrol": row.patrol_id,
            "gap": row.id,
            "person_name": row.patrol.person.name,
            "from": clock.rfc3339(row.begins),
            "to": clock.rfc3339(row.ends),
            "text": row.text,
        }
        for row in rows
    ]
