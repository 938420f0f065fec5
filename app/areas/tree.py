"""Ancestry: who is above and below whom, kept as rows so that a question is one query."""

from __future__ import annotations

import secrets

from peewee import ModelSelect

from app.areas.models import Ancestry, Area, AreaSetting
from app.core import db
from app.core.remembered import remembered


def below(*roots: str) -> ModelSelect:
    """A sub-query of the codes of `roots` and every area below them."""
    return Ancestry.select(Ancestry.area).where(Ancestry.ancestor.in_(list(roots)))


@remembered
def chain(code: str) -> tuple[str, ...]:
    """The codes of the area itself, its parent, and so on to the top."""
    rows = (
        Ancestry.select(Ancestry.ancestor).where(Ancestry.area == code).order_by(Ancestry.distance).tuples()
    )
    return tuple(row[0] for row in rows)


def is_below(code: str, roots: set[str] | frozenset[str]) -> bool:
    """Whether the area is one of `roots` or lies below one."""
    return bool(roots) and not roots.isdisjoint(chain(code))


def rebuild() -> None:
    """Make all ancestry rows and depths anew from `parent`, and tell every cache that the areas changed."""
    parents = dict(Area.select(Area.code, Area.parent).tuples())
    with db.transaction():
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
        # random, so that a version rolled back and one made after it never look alike to a cache
        db.Meta.write("areas-version", secrets.token_hex(8))


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
