"""A unit is named that looks after an area, and named no more; each with its entry. Whoever handles for it may read the report."""

from __future__ import annotations

from collections import Counter

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area, Post, Unit
from app.areas.patrons.models import Patron
from app.core import clock, db
from app.core.problems.problem import Problem
from app.people import events
from app.people.models import Person

KINDS = ("community", "street")  # that are looked after
HANDLER = "handler"


def administered(by: Person, code: str) -> Area:
    """The community or street that the person administers. Problems: forbidden for no administrator, not-found."""
    reach = reach_of(by)
    permissions.require(reach, "administer")
    area: Area | None = Area.get_or_none(Area.code == code, Area.kind.in_(KINDS))
    if area is None or not permissions.may(reach, "administer", code):
        raise Problem("not-found")
    return area


def all_administered(by: Person) -> list[tuple[Area, int]]:
    """(community or street, how many units look after it) of all that the person administers, by code. Problem forbidden."""
    reach = reach_of(by)
    permissions.require(reach, "administer")
    day = clock.today().isoformat()
    areas = Area.select().where(
        Area.code.in_(tree.below(*permissions.areas_for(reach, "administer"))), Area.kind.in_(KINDS),
        Area.begins <= day, Area.ends >= day,
    )  # fmt: skip
    named = Counter(code for (code,) in Patron.select(Patron.area).tuples())
    return [(area, named[area.code]) for area in areas.order_by(Area.code)]


def nearest(code: str) -> str:
    """The community or street in which the area lies, itself where it is one; "" for what lies in none."""
    chain = tree.chain(code)
    kinds = dict(Area.select(Area.code, Area.kind).where(Area.code.in_(chain)).tuples())
    return next((one for one in chain if kinds.get(one) in KINDS), "")


def units_of(area: str) -> list[Unit]:
    """The units that look after the area, by name."""
    named = Patron.select(Patron.unit).where(Patron.area == area)
    return list(Unit.select().where(Unit.code.in_(named)).order_by(Unit.name, Unit.code))


def choices(area: str) -> list[Unit]:
    """The units of the area and of those above it that can be called today and do not look after it yet."""
    named = Patron.select(Patron.unit).where(Patron.area == area)
    units = Unit.select().where(Unit.area.in_(tree.chain(area)), Unit.code.not_in(named))
    now = clock.now()
    return [unit for unit in units.order_by(Unit.name, Unit.code) if unit.stands(now)]


def name(by: Person, code: str, unit: str) -> None:
    """Say that the unit looks after the area; said again it stays so. Problems: forbidden, not-found, bad-value."""
    area = administered(by, code)
    with db.transaction():
        if Patron.select().where(Patron.area == area.code, Patron.unit == unit).exists():
            return
        if unit not in {one.code for one in choices(area.code)}:
            raise Problem("bad-value", ("unit", "not-a-choice"))
        Patron.create(area=area.code, unit=unit, made_by=by.id)
        events.note(by, "area", area.code, "patron_named", None, {"unit": unit})


def end(by: Person, code: str, unit: str) -> None:
    """Say that it looks after the area no more; what does not look after it stays so. Problems: forbidden, not-found."""
    area = administered(by, code)
    with db.transaction():
        if Patron.delete().where(Patron.area == area.code, Patron.unit == unit).execute():
            events.note(by, "area", area.code, "patron_ended", None, {"unit": unit})


def areas_of(reach: Reach) -> list[Area]:
    """The areas that the reader's units look after and that are there today, by code."""
    if not reach.units:
        return []
    named = Patron.select(Patron.area).where(Patron.unit.in_(list(reach.units)))
    today = clock.today().isoformat()
    rows = Area.select().where(Area.code.in_(named), Area.begins <= today, Area.ends >= today)
    return list(rows.order_by(Area.code))


def reads_reports(reach: Reach) -> bool:
    """Whether it has reports to read as somebody who looks after an area, and reads no figures of its own."""
    return not permissions.may(reach, "read_figures") and bool(areas_of(reach))


def looked_after() -> list[str]:
    """The codes of the areas that some unit looks after."""
    rows = Patron.select(Patron.area).distinct().order_by(Patron.area)
    return [code for (code,) in rows.tuples()]


def people(area: str) -> list[str]:
    """The ids of those who handle today for a unit that looks after the area."""
    named, today = Patron.select(Patron.unit).where(Patron.area == area), clock.today().isoformat()
    rows = Post.select(Post.person).where(
        Post.role == HANDLER, Post.unit.in_(named), Post.begins <= today, Post.ends >= today
    )
    return sorted({person for (person,) in rows.tuples()})
