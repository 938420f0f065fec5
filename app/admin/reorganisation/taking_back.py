"""A reorganisation that has come into force is taken back: what ended goes on, what began ends, everyone is where they were."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.admin.reorganisation import agreements, concerned, hanging, plans
from app.admin.reorganisation.models import DONE, UNDOING, UNDONE, Reorganisation
from app.admin.reorganisation.plans import Plan
from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.models import FOREVER, Area, LayBelow, Post, Successor
from app.core import clock, db
from app.core.problems.problem import Problem
from app.ledger.act import by_web
from app.people import events
from app.people.models import Person
from app.storms import following as storms

DAYS = 14


def may_be_taken_back(row: Reorganisation) -> bool:
    """Whether nothing has been built upon it yet, for a fortnight."""
    if row.state != DONE or row.day < (clock.today() - dt.timedelta(days=DAYS)).isoformat():
        return False
    plan = plans.of_row(row.plan)
    begun = [new.code for new in plan.begin]
    others = Area.select().where(Area.parent.in_(begun), Area.code.not_in(list(plan.move) or [""]))
    given = list((row.undone or {}).get("given", []))
    newly = Post.select().where(Post.area.in_(begun), Post.id.not_in(given or [""]))
    heirs = Successor.select().where(Successor.area.in_(begun))
    return not (others.exists() or newly.exists() or heirs.exists())


def take_back(by: Person, row: Reorganisation) -> None:
    """Everything is as it was before, from today on; what was received meanwhile is dealt out again.

    Taken back twice it is taken back once. Problems: forbidden; not-open once something was built upon it.
    """
    with db.transaction():
        row = Reorganisation.get_by_id(row.id)
        plan = plans.of_row(row.plan)
        reach = reach_of(by)
        for code in plan.ruled:
            permissions.require(reach, "import_areas", code)
        if row.state in (UNDOING, UNDONE):
            return
        if not may_be_taken_back(row):
            raise Problem("not-open")
        undone = {**row.undone, "back": plans.for_row(_back(plan))}
        _areas_back(plan, row)
        _posts_back(undone)
        yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
        hanging.hand_back(plan, undone.get("hung", {}), yesterday)
        storms.follow(by_web(by))
        agreements.carry_back(undone.get("agreements", {}), row.id)
        body = {"title": row.title, **concerned.in_force(row)}
        events.note(by, "reorganisation", row.id, "taken_back", body=body)
        Reorganisation.update(state=UNDOING, undone=undone).where(Reorganisation.id == row.id).execute()


def _back(plan: Plan) -> Plan:
    """The plan the other way round, by which matters are dealt out."""
    begun = {
        new.code: tuple(code for code, heirs in plan.end.items() if new.code in heirs) for new in plan.begin
    }
    return Plan((), _parents_before(plan), begun)


def _parents_before(plan: Plan) -> dict[str, str]:
    rows = LayBelow.select(LayBelow.area, LayBelow.parent).where(LayBelow.area.in_(list(plan.move)))
    return dict(rows.order_by(LayBelow.until).tuples())  # of several the latest


def _areas_back(plan: Plan, row: Reorganisation) -> None:
    today, yesterday = clock.today().isoformat(), (clock.today() - dt.timedelta(days=1)).isoformat()
    Successor.delete().where(Successor.area.in_(list(plan.end)), Successor.day == row.day).execute()
    for code in plan.end:
        Area.update(ends=row.undone["areas"].get(code, FOREVER)).where(Area.code == code).execute()
    for code, parent in _parents_before(plan).items():
        Area.update(parent=parent).where(Area.code == code).execute()
    for new in plan.begin:
        Area.update(ends=yesterday).where(Area.code == new.code).execute()
        for sort, code in enumerate(code for code, heirs in plan.end.items() if new.code in heirs):
            Successor.create(area=new.code, successor=code, day=today, sort=sort)
    tree.rebuild()


def _posts_back(kept: dict[str, Any]) -> None:
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    Post.update(ends=yesterday).where(Post.id.in_(kept["given"] or [""])).execute()
    for post, ends in kept["ended"].items():
        Post.update(ends=ends).where(Post.id == post).execute()
