"""Ancestry: who is above and below whom, kept as rows so that a question is one query."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from peewee import Expression, ModelSelect, Value, fn

from app.areas.models import Ancestry, Area, AreaSetting, LayBelow, MovedArea
from app.core import clock, db
from app.core.remembered import remembered


def below(*roots: str) -> ModelSelect:
    """A sub-query of the codes of `roots` and every area below them."""
    return Ancestry.select(Ancestry.area).where(Ancestry.ancestor.in_(list(roots)))


def lies_below(column: Any, roots: Iterable[str]) -> Expression:
    """The condition that the area in this column is one of `roots` or lies below one: a look-up for each row, however many areas."""
    above = Ancestry.select(Value(1)).where(Ancestry.area == column, Ancestry.ancestor.in_(list(roots)))
    return fn.EXISTS(above)


@remembered
def is_everything(code: str) -> bool:
    """Whether it is the one top of all areas, so that everything lies in it."""
    tops = Area.select(Area.code).where(Area.parent.is_null()).limit(2)
    return [top for (top,) in tops.tuples()] == [code]


@remembered
def chain(code: str) -> tuple[str, ...]:
    """The codes of the area itself, its parent, and so on to the top."""
    rows = (
        Ancestry.select(Ancestry.ancestor).where(Ancestry.area == code).order_by(Ancestry.distance).tuples()
    )
    return tuple(row[0] for row in rows)


@remembered
def parts_of(code: str) -> tuple[str, ...]:
    """The areas right below, in the tree's order; those that are no more among them."""
    rows = Area.select(Area.code).where(Area.parent == code).order_by(Area.kind, Area.code)
    return tuple(part for (part,) in rows.tuples())


@remembered
def part_of(root: str, code: str) -> str:
    """The area right below the root in which an area lies; the root where it lies in none."""
    above = chain(code)
    at = above.index(root) if root in above else 0
    return above[at - 1] if at else root


def is_below(code: str, roots: set[str] | frozenset[str]) -> bool:
    """Whether the area is one of `roots` or lies below one."""
    return bool(roots) and not roots.isdisjoint(chain(code))


@remembered
def moved() -> tuple[str, ...]:
    """The areas that were put below another one, as long as what is found by the areas above them is not written anew."""
    return tuple(row.area_id for row in MovedArea.select(MovedArea.area).order_by(MovedArea.area))


def rebuild() -> None:
    """Make all ancestry rows and depths anew from `parent`, and tell every cache that the areas changed.

    Areas that lie below another one than before are noted (`moved`).
    """
    parents = dict(Area.select(Area.code, Area.parent).tuples())
    # random, so that a version rolled back and one made after it never look alike to a cache
    version = secrets.token_hex(8)
    with db.transaction():
        _note_moved(parents, version)
        Ancestry.delete().execute()
        rows, depths = [], {}
        for code in parents:
            above: str | None = code
            distance = 0
            while above is not None:
                rows.append((code, above, distance))
                above, distance = parents[above], distance + 1
            depths[code] = distance - 1
        for start in range(0, len(rows), 300):
            Ancestry.insert_many(
                rows[start : start + 300], [Ancestry.area, Ancestry.ancestor, Ancestry.distance]
            ).execute()
        for depth in set(depths.values()):
            codes = [code for code, own in depths.items() if own == depth]
            for start in range(0, len(codes), 500):
                Area.update(depth=depth).where(Area.code.in_(codes[start : start + 500])).execute()
        db.Meta.write("areas-version", version)


def _note_moved(parents: dict[str, str | None], version: str) -> None:
    """Note those that lie elsewhere now than their ancestry says; whatever lies in one of them has moved with it.

    Until yesterday they lay where they were (`history`): of several changes in a day the first tells.
    """
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    known = {code for (code,) in Ancestry.select(Ancestry.area).where(Ancestry.distance == 0).tuples()}
    above = dict(Ancestry.select(Ancestry.area, Ancestry.ancestor).where(Ancestry.distance == 1).tuples())
    for code in sorted(known):
        if code in parents and above.get(code) != parents[code]:
            if above.get(code) is not None:
                LayBelow.insert(area=code, until=yesterday, parent=above[code]).on_conflict_ignore().execute()
            MovedArea.insert(area=code, version=version).on_conflict(
                conflict_target=[MovedArea.area], update={MovedArea.version: version}
            ).execute()


@remembered
def setting(code: str, name: str, default: str) -> str:
    """The value set for the area or the nearest one above it."""
    rows = dict(
        AreaSetting.select(AreaSetting.area, AreaSetting.value)
        .join(Ancestry, on=(Ancestry.ancestor == AreaSetting.area))
        .where(Ancestry.area == code, AreaSetting.name == name)
        .tuples()
    )
    return next((rows[above] for above in chain(code) if above in rows), default) if rows else default
