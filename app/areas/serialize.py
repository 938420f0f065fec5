"""Areas and units as the outside sees them: GeoJSON within reach, and who can be called from there."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from typing import Any

from peewee import Expression, ModelSelect

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.geometry import location
from app.areas.models import DESK_ROLES, GRID_KINDS, Area, Post, Unit
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.remembered import digest, remembered


def version(reach: Reach, under: str | None) -> str:
    """A tag of what `collection` would answer today: the same tag, the same answer."""
    return _version(reach, under, clock.today().isoformat())


@remembered
def _version(reach: Reach, under: str | None, day: str) -> str:
    desks = [f"{area['code']} {area['desk']}" for area in above(reach)]
    parts = (
        "with the grids beside",
        db.Meta.value_of("areas-version", "0"),
        day,
        under or "",
        *sorted(reach.areas),
        *desks,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def roots(reach: Reach, under: str | None) -> list[str]:
    """The areas to show with all below them: those of all posts, or `under`; Problem not-found out of reach."""
    if under is None:
        return sorted(reach.areas)
    known = location.index()
    if under not in known.known or not known.is_below(under, reach.areas):
        raise Problem("not-found")
    return [under]


def collection(reach: Reach, under: str | None) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (RFC 7946, WGS-84) of the areas of today, those above first.

    A handler's post opens the names and shapes of its area too: the unit's matters lie somewhere in it.
    """
    day = clock.today().isoformat()
    rows = (
        Area.select()
        .where(Area.code.in_(tree.below(*roots(reach, under))), Area.begins <= day, Area.ends >= day)
        .order_by(Area.depth, Area.code)
    )
    return {
        "type": "FeatureCollection",
        "features": [feature(area) for area in rows],
        "above": above(reach),
        "beside": beside(reach),
    }


def beside(reach: Reach) -> list[dict[str, Any]]:
    """The grids beside one's own, as features: so that a phone can say whose ground it stands on."""
    day = clock.today().isoformat()
    own = Area.select(Area.parent).where(Area.code.in_(sorted(reach.areas)), Area.kind.in_(GRID_KINDS))
    rows = (
        Area.select()
        .where(Area.parent.in_(own), Area.kind.in_(GRID_KINDS), Area.code.not_in(sorted(reach.areas)))
        .where(Area.shape.is_null(False), Area.begins <= day, Area.ends >= day)
        .order_by(Area.overlay.desc(), Area.m2, Area.code)
    )
    return [feature(area) for area in rows]


def above(reach: Reach) -> list[dict[str, Any]]:
    """The areas over one's own, nearest first, by name and whether a desk sits there: to whom a report is passed up."""
    known, day = location.index(), clock.today().isoformat()
    codes = list(dict.fromkeys(code for root in sorted(reach.areas) for code in known.chain(root)[1:]))
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(codes)).tuples())
    desks = {
        code
        for (code,) in Post.select(Post.area)
        .where(Post.area.in_(codes), Post.role.in_(DESK_ROLES), Post.begins <= day, Post.ends >= day)
        .tuples()
    }
    return [{"code": code, "name": names.get(code, code), "desk": code in desks} for code in codes]


def feature(area: Area) -> dict[str, Any]:
    """One area as a GeoJSON feature; `geometry` is null where it has no shape."""
    return {
        "type": "Feature",
        "id": area.code,
        "geometry": area.shape,
        "properties": {
            "code": area.code,
            "kind": area.kind,
            "name": area.name,
            "parent": area.parent_id,
            "overlay": bool(area.overlay),
            "lat": area.lat,
            "lon": area.lon,
        },
    }


def callable_units(reach: Reach) -> ModelSelect:
    """The standing units that can be called from the person's areas: those of an area above, at or below one of them."""
    own = sorted(reach.areas)
    above = sorted({code for root in own for code in location.index().chain(root)})
    return Unit.select().where(standing_units(), Unit.area.in_(above) | tree.lies_below(Unit.area, own))


def units(reach: Reach) -> list[dict[str, Any]]:
    """`callable_units` as the outside sees them, in the order of their codes."""
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "platform": unit.platform,
            "area": unit.area_id,
            # an office's number, so not masked; a system that reads by a key rings nobody up
            "phone": unit.phone if reach.person else None,
        }
        for unit in callable_units(reach).order_by(Unit.code)
    ]


def units_version(reach: Reach) -> str:
    """A tag of `units`: the same tag, the same answer."""
    return _units_version(reach, last_unit_end())


@remembered
def _units_version(reach: Reach, _: int) -> str:
    return digest(units(reach))


def standing_units() -> Expression:
    """The condition for the units that have not ended."""
    return Unit.ended.is_null() | (Unit.ended > clock.now())


def last_unit_end() -> int:
    """When the last of the units that have ended did (epoch ms): until that changes, no other has. 0: none has."""
    ends = _unit_ends()
    return ends[place - 1] if (place := bisect_right(ends, clock.now())) else 0


@remembered
def _unit_ends() -> tuple[int, ...]:
    ends = Unit.select(Unit.ended).where(Unit.ended.is_null(False)).order_by(Unit.ended)
    return tuple(end for (end,) in ends.tuples())
