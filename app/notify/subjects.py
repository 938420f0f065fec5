"""What notices may say of the matters they are about, read for many at once."""

from __future__ import annotations

from collections.abc import Iterable

from app.matters.area_staff import Ground
from app.matters.models import Category, Matter
from app.notify.models import NO_MATTERS
from app.notify.wording import Thing

CHUNK = 500


def things(matters: Iterable[str], language: str = "zh") -> dict[str, Thing]:
    """By matter id, those that are here; of a confidential one nothing but the number, of what is no matter not even that."""
    wanted = sorted(set(matters))
    rows: list[Matter] = []
    for start in range(0, len(wanted), CHUNK):
        rows.extend(Matter.select().where(Matter.id.in_(wanted[start : start + CHUNK])))
    ground = Ground()
    ground.learn({row.area for row in rows})
    named = {row.code: row for row in Category.select()}
    known = {row.id: _thing(row, named.get(row.category), ground, language) for row in rows}
    return {**known, **dict.fromkeys(NO_MATTERS, Thing(""))}


def _thing(matter: Matter, category: Category | None, ground: Ground, language: str) -> Thing:
    emergency = matter.urgency == "emergency" and matter.is_open()
    if matter.confidential:
        return Thing(matter.number, emergency=emergency)
    thing = "" if category is None else category.name_en if language == "en" else category.name
    return Thing(matter.number, thing, ground.name(matter.area) or "", emergency)
