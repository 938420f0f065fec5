"""What there is to choose from in a move's form: units, people, places, other matters, things, reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from app.areas import serialize as areas_showing
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import clock
from app.desk.lists import rows
from app.matters import categories
from app.matters.area_staff import Ground
from app.matters.models import OPEN, Matter
from app.matters.queries import lists
from app.matters.workflow import labels

PLACES = 300
NEAR = 8
NEAR_METRES = 300
DEGREE = 111_320  # metres in one degree of latitude

Pair = tuple[str, str]
# why, in everyday words, where the table leaves the reason free
REASONS: dict[str, tuple[Pair, ...]] = {
    "void": (
        ("误触", "Raised by mistake"),
        ("重复上报", "Reported twice"),
        ("查无此事", "Nothing found there"),
    ),
    "refuse": (
        ("还没有处理", "Nothing was done"),
        ("只处理了一部分", "Only half done"),
        ("又出现了", "It has come back"),
    ),
    "return_call": (("不属本单位", "Not ours"), ("地点不对", "Wrong place")),
}


@dataclass(frozen=True)
class Group:
    """Some (value, word) under one heading."""

    words: str
    options: list[tuple[str, str]]


def handlers(offer: dict[str, Any], theirs: Reach, level: str, language: str) -> list[Group]:
    """Units, then people of the place; what the responsibility list proposes first."""
    units = units_for(theirs, level)
    proposed = (offer.get("proposed") or {}).get("to") or []
    first = [pair for value in proposed for pair in units if pair[0] == value]
    rest = [pair for pair in units if pair not in first]
    roles = {
        "grid_worker": ("网格员", "grid worker"), "grid_lead": ("网格长", "grid lead"),
        "grid_guide": ("指导员", "guide"),
    }  # fmt: skip
    seen: dict[str, str] = {}
    for one in offer.get("people") or []:
        role = labels.say(roles.get(one["role"], ("", "")), language)
        seen.setdefault(f"person:{one['id']}", f"{one['name']} {role}".strip())
    groups = [
        Group(labels.say(("按权责清单", "By the responsibility list"), language), first),
        Group(labels.say(("单位", "Units"), language), rest),
        Group(labels.say(("人员", "People"), language), list(seen.items())),
    ]
    return [group for group in groups if group.options]


def units_for(theirs: Reach, level: str) -> list[tuple[str, str]]:
    """The units that can be called from where the person sits, those nearest to the matter's level first."""
    chain = Ground().chain(level)
    found = areas_showing.units(theirs)
    found.sort(
        key=lambda unit: (
            unit["area"] not in chain,
            chain.index(unit["area"]) if unit["area"] in chain else 0,
        )
    )
    return [(f"unit:{unit['code']}", unit["name"]) for unit in found]


def places(matter: Matter, language: str) -> list[Group]:
    """The areas below the level to which it may be handed down: first those it happened in."""
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
        Group(labels.say(("发生在", "It happened in"), language), own),
        Group(labels.say(("其他", "Others"), language), [(f"area:{row.code}", row.name) for row in others]),
    ]
    return [group for group in groups if group.options]


def neighbours(matter: Matter, theirs: Reach, language: str) -> list[tuple[str, str]]:
    """Open matters near by that may be the same: of the same place or within a few hundred metres, like ones first."""
    ground = Ground()
    grid = ground.grid_of(matter.area)
    place = Matter.area == matter.area
    if matter.lat is not None and matter.lon is not None:
        high = NEAR_METRES / DEGREE
        wide = high / max(0.1, math.cos(math.radians(matter.lat)))
        place |= Matter.lat.between(matter.lat - high, matter.lat + high) & Matter.lon.between(
            matter.lon - wide, matter.lon + wide
        )
    if grid is not None:
        place |= (Matter.level == grid) & (Matter.category == matter.category)
    query = lists.visible(theirs).where(Matter.id != matter.id, Matter.state.in_(OPEN), place)
    found = list(query.order_by(Matter.received_at.desc(), Matter.id.desc()).limit(60))
    found.sort(key=lambda one: (one.category != matter.category, one.area != matter.area))
    lines = rows.lines(found[:NEAR], theirs, language)
    return [(f"matter:{row.id}", f"{row.number} {row.where} {row.what} {row.text}".strip()) for row in lines]


def things(language: str) -> list[Group]:
    """What it may be, by class."""
    every = categories.all_shown(language)
    inside: dict[str, list[tuple[str, str]]] = {}
    for one in every:
        if one["parent"]:
            inside.setdefault(one["parent"], []).append((one["code"], one["name"]))
    return [
        Group(one["name"], inside.get(one["code"], [(one["code"], one["name"])]))
        for one in every
        if not one["parent"]
    ]


def urgencies(language: str) -> list[tuple[str, str]]:
    """How pressing it may be."""
    return [(code, labels.say(pair, language)) for code, pair in labels.URGENCIES.items()]


def reasons(offer: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """Why: the table's own codes, else everyday words."""
    if "reasons" in offer:
        return [(one["code"], one["name"]) for one in offer["reasons"]]
    return [(labels.say(pair, language),) * 2 for pair in REASONS.get(offer["name"], ())]
