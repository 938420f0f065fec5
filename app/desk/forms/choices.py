"""What there is to choose from in a move's form: units, people, places, other matters, things, reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.areas import serialize as areas_showing
from app.areas.access.reach import Reach
from app.areas.duty.roster import Office
from app.areas.models import Area, Unit
from app.core import clock, typed
from app.core.words import mark, mark_in, translate
from app.desk.duty import offices
from app.matters import categories
from app.matters.area_staff import Ground
from app.matters.models import VOID, Matter
from app.matters.queries import lists
from app.matters.workflow import labels

PLACES = 300
UNITS_LISTED = 80  # more units than these are found by typing

ROLES = {
    "grid_worker": mark_in("after a name", "网格员"),
    "grid_lead": mark_in("after a name", "网格长"),
    "grid_guide": mark_in("after a name", "指导员"),
}


@dataclass(frozen=True)
class Group:
    """Some choices, as (value, word), under one heading."""

    words: str
    options: list[tuple[str, str]]


def handlers(offer: dict[str, Any], reach: Reach, level: str, language: str) -> list[Group]:
    """The units, then the people of the place, that may be chosen; those in the table of responsibilities come first."""
    proposed = (offer.get("proposed") or {}).get("to") or []
    units = units_for(reach, level, proposed, language)
    first = [pair for value in proposed for pair in units if pair[0] == value]
    rest = [pair for pair in units if pair not in first]
    seen: dict[str, str] = {}
    for person in offer.get("people") or []:
        role = translate(ROLES.get(person["role"], ""), language)
        seen.setdefault(f"person:{person['id']}", f"{person['name']} {role}".strip())
    groups = [
        Group(translate(mark("按权责清单"), language), first),
        Group(translate(mark_in("heading", "单位"), language), rest),
        Group(translate(mark("人员"), language), list(seen.items())),
    ]
    return [group for group in groups if group.options]


def units_for(
    reach: Reach, level: str, named: Iterable[str] = (), language: str = ""
) -> list[tuple[str, str]]:
    """The units to choose from, those nearest to the matter's level first: `named` ones, and as many as a list can hold.

    For a reader of a `language` each with who is on duty for it now, where it has a roster.
    The others that the person may call are found by typing (`named_units`).
    """
    units = areas_showing.callable_units(reach)
    codes = [value.removeprefix("unit:") for value in named]
    rows = {unit.code: unit for unit in units.where(Unit.code.in_(codes))} if codes else {}
    in_chain = Unit.area.in_(Ground().chain(level))
    nearest = units.join(Area).where(in_chain).order_by(Area.depth.desc(), Unit.code).limit(UNITS_LISTED)
    rows |= {unit.code: unit for unit in nearest}
    if len(rows) < UNITS_LISTED:
        others = units.where(~in_chain).order_by(Unit.code).limit(UNITS_LISTED - len(rows))
        rows |= {unit.code: unit for unit in others}
    return [(f"unit:{unit.code}", unit.name + _on_duty(unit.code, language)) for unit in rows.values()]


def _on_duty(unit: str, language: str) -> str:
    return offices.duty_words(Office("unit", unit), language) if language else ""


def has_more_units(reach: Reach) -> bool:
    """Whether there are more units to call than a list can hold."""
    return len(areas_showing.callable_units(reach).limit(UNITS_LISTED + 1)) > UNITS_LISTED


def places(matter: Matter, language: str) -> list[Group]:
    """The areas below this level to which the matter may be handed down; those it happened in come first."""
    ground = Ground()
    chain = ground.chain(matter.area)
    inside = chain[: chain.index(matter.level)] if matter.level in chain else []
    ground.learn(set(inside))
    own = [(f"area:{code}", ground.name(code) or code) for code in reversed(inside)]
    day = clock.today().isoformat()
    others = (
        Area.select(Area.code, Area.name)
        .where(
            Area.parent == matter.level,
            Area.begins <= day,
            Area.ends >= day,
            Area.code.not_in(inside or [""]),
        )
        .order_by(Area.code)
        .limit(PLACES)
    )
    groups = [
        Group(translate(mark("发生在"), language), own),
        Group(translate(mark("其他"), language), [(f"area:{row.code}", row.name) for row in others]),
    ]
    return [group for group in groups if group.options]


def target(reach: Reach, matter: Matter, number: str) -> str | None:
    """The choice of another matter, not void, whose number was typed; None where it is none of those in reach."""
    wanted = typed.matter_number(number[:60]) if number.strip() else None
    fits = (Matter.number == wanted) & (Matter.id != matter.id) & (Matter.state != VOID)
    found = lists.visible(reach).where(fits).first() if wanted else None
    return None if found is None else f"matter:{found.id}"


def things(language: str) -> list[Group]:
    """The things a matter may be about, grouped by class."""
    day = clock.today().isoformat()
    every = [row for row in categories.serialize_all(language) if row["ends"] is None or row["ends"] >= day]
    inside: dict[str, list[tuple[str, str]]] = {}
    for category in every:
        if category["parent"]:
            inside.setdefault(category["parent"], []).append((category["code"], category["name"]))
    return [
        Group(category["name"], inside.get(category["code"], [(category["code"], category["name"])]))
        for category in every
        if not category["parent"]
    ]


def urgencies(language: str) -> list[tuple[str, str]]:
    """The urgencies to choose from."""
    return [(code, translate(word, language)) for code, word in labels.URGENCIES.items()]


def reasons(offer: dict[str, Any]) -> list[tuple[str, str]]:
    """The reasons to choose from, as (code, words)."""
    return [(reason["code"], reason["name"]) for reason in offer.get("reasons", [])]
